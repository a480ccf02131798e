import Fastify from "fastify";
import { GOODS, total } from "./goods.js";

const ADD = {
  body: {
    type: "object",
    required: ["id"],
    properties: {
      id: { enum: GOODS.map((good) => good.id) },
      amount: { type: "integer", minimum: 1, maximum: 99, default: 1 },
    },
  },
};

/** The shop's HTTP interface over the baskets that it is given. */
export function createApp(baskets, options = {}) {
  const app = Fastify(options);

  app.get("/", async () => ({ shop: "chandlery", goods: GOODS }));
  app.get("/health", async () => ({ status: "ok" }));

  app.get("/baskets/:name", async (request) => {
    const basket = await baskets.read(request.params.name);
    return { basket, total: total(basket) };
  });

  app.post("/baskets/:name", { schema: ADD }, async (request, reply) => {
    await baskets.add(request.params.name, request.body.id, request.body.amount);
    return reply.code(204).send();
  });

  app.addHook("onClose", async () => baskets.close());
  return app;
}
