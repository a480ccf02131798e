import { createClient } from "redis";

/** Baskets in the memory of this process, for development and tests. */
export function memoryBaskets() {
  const baskets = new Map();
  return {
    async read(name) {
      return Object.fromEntries(baskets.get(name) ?? []);
    },
    async add(name, id, amount) {
      const basket = baskets.get(name) ?? new Map();
      basket.set(id, (basket.get(id) ?? 0) + amount);
      baskets.set(name, basket);
    },
    async close() {},
  };
}

/** Baskets in Redis, one hash each, which live for a day. */
export async function redisBaskets(url) {
  const client = createClient({ url });
  client.on("error", (error) => console.error(`redis: ${error.message}`));
  await client.connect();
  return {
    async read(name) {
      const entries = Object.entries(await client.hGetAll(`basket:${name}`));
      return Object.fromEntries(entries.map(([id, amount]) => [id, Number(amount)]));
    },
    async add(name, id, amount) {
      await client.hIncrBy(`basket:${name}`, id, amount);
      await client.expire(`basket:${name}`, 86_400);
    },
    async close() {
      await client.close();
    },
  };
}
