"use strict";

const express = require("express");
const { Holds } = require("./holds");

function createApp(holds = new Holds()) {
  const app = express();
  app.disable("x-powered-by");
  app.use(express.json());

  app.get("/", (req, res) => {
    res.json({ service: "cargo-manifest", version: process.env.APP_VERSION || "dev", holds: holds.summary() });
  });

  app.get("/health", (req, res) => {
    res.json({ status: "ok" });
  });

  app.get("/items", (req, res) => {
    res.json(holds.list());
  });

  app.post("/items", (req, res) => {
    const { item, error } = holds.load(req.body ?? {});
    if (error) return res.status(422).json({ error });
    res.status(201).location(`/items/${item.id}`).json(item);
  });

  return app;
}

module.exports = { createApp };
