"use strict";

const assert = require("node:assert/strict");
const { test } = require("node:test");
const request = require("supertest");
const { createApp } = require("../src/app");

test("health says ok", async () => {
  await request(createApp()).get("/health").expect(200, { status: "ok" });
});

test("a loaded item is counted in its hold", async () => {
  const app = createApp();
  await request(app).post("/items").send({ name: "timber", hold: "main", tonnes: 30 }).expect(201);
  const { body } = await request(app).get("/").expect(200);
  assert.equal(body.holds.find((row) => row.hold === "main").loaded, 30);
});

test("a full hold refuses more", async () => {
  const answer = await request(createApp()).post("/items").send({ name: "ore", hold: "aft", tonnes: 91 });
  assert.equal(answer.status, 422);
  assert.equal(answer.body.error, "the aft hold is full");
});
