import { createApp } from "./app.js";
import { memoryBaskets, redisBaskets } from "./baskets.js";

const { REDIS_URL, LOG_LEVEL = "info", PORT = "4000" } = process.env;

const baskets = REDIS_URL ? await redisBaskets(REDIS_URL) : memoryBaskets();
const app = createApp(baskets, { logger: { level: LOG_LEVEL } });
await app.listen({ host: "0.0.0.0", port: Number(PORT) });
