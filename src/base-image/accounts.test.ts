import assert from "node:assert/strict";
import { test } from "node:test";
import type { Whether } from "../base/index.ts";
import { knownBase } from "./look-up.testing.ts";

/** Asks whether a user is there, and with which uid. */
function checkUser(reference: string, name: string, expected: Whether, uid?: number): void {
  const base = knownBase(reference);
  assert.equal(base.whetherUser(name), expected, `${name} in ${reference}`);
  assert.equal(base.findUser(name)?.uid, uid, `uid of ${name} in ${reference}`);
}

test("Ubuntu has a user of its own since 24.04", () => {
  checkUser("ubuntu:24.04", "ubuntu", "yes", 1000);
  checkUser("ubuntu:26.04", "ubuntu", "yes", 1000);
  for (const tag of ["22.04", "20.04", "18.04"]) checkUser(`ubuntu:${tag}`, "ubuntu", "no");
  assert.equal(knownBase("ubuntu:24.04").whetherUid(1000), "yes");
  assert.equal(knownBase("debian:13").whetherUid(1000), "no");
});

test("nobody has the same uid everywhere, and another shell", () => {
  const users = ["debian:13", "alpine:3.20"].map((reference) => knownBase(reference).findUser("nobody"));
  assert.deepEqual(
    users.map((user) => [user?.uid, user?.home, user?.shell]),
    [
      [65534, "/nonexistent", "/usr/sbin/nologin"],
      [65534, "/", "/sbin/nologin"],
    ],
  );
});

test("images bring their users", () => {
  checkUser("node:22-slim", "node", "yes", 1000);
  checkUser("postgres:17", "postgres", "yes", 999);
  checkUser("postgres:17-alpine", "postgres", "yes", 70);
  checkUser("php:8.3-fpm-alpine", "www-data", "yes", 82);
  checkUser("php:8.3", "www-data", "yes", 33);
  checkUser("denoland/deno:2.1.4", "deno", "yes", 1993);
  checkUser("gcr.io/distroless/static-debian12", "nonroot", "yes", 65532);
});

test("a full list of users says no, a short one maybe", () => {
  checkUser("debian:13", "app", "no");
  checkUser("alpine:3.20", "node", "no");
  checkUser("alpine:3.24", "node", "no");
  checkUser("alpine:3.24", "app", "maybe");
  checkUser("ubuntu:24.04", "app", "maybe");
  checkUser("scratch", "root", "no");
});

test("groups are asked as users are", () => {
  const alpine = knownBase("alpine:3.20");
  assert.deepEqual([alpine.whetherGroup("www-data"), alpine.whetherUser("www-data")], ["yes", "no"]);
  assert.deepEqual([alpine.findGroup("www-data")?.gid, alpine.whetherGid(82)], [82, "yes"]);
  assert.deepEqual([alpine.whetherGid(4242), alpine.whetherGroup("app")], ["no", "no"]);
});

test("the user that runs the program is root where none is set", () => {
  const user = (reference: string) => knownBase(reference).user;
  assert.deepEqual(user("node:22-slim"), { name: "root", uid: 0 });
  assert.deepEqual(user("gcr.io/distroless/cc-debian13:nonroot"), { name: "nonroot", uid: 65532 });
  assert.deepEqual(user("mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled"), { name: "app", uid: 1654 });
  assert.deepEqual(user("nginxinc/nginx-unprivileged:stable"), { name: "nginx", uid: 101 });
  assert.deepEqual(user("haproxy:3.0"), { name: "haproxy", uid: 99 });
});
