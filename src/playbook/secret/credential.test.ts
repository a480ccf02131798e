import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { findCredential, isRandom } from "./credential.ts";

// Made up, and put together here so that no scanner of sources takes them for real ones.
const some = (length: number): string => "aB3dE5gH7jK9mN2pQ4sT6vW8yZ1cF0rL".repeat(8).slice(0, length);

describe("credentials", () => {
  const rows: readonly (readonly [string, string, string | undefined])[] = [
    ["a token of GitHub", `ghp_${some(36)}`, "a GitHub token"],
    ["a token inside a text", `//registry.npmjs.org/:_authToken=npm_${some(36)}`, "an npm token"],
    ["an access key", "AKIA" + "QWERTZUIOPASDFGH", "an AWS access key"],
    ["AWS's own example", "AKIAIOSFODNN7EXAMPLE", undefined],
    ["a masked token", `ghp_${"x".repeat(36)}`, undefined],
    ["a private key", "-----BEGIN RSA PRIVATE KEY-----\nabc", "a private key"],
    ["a public key", "-----BEGIN PUBLIC KEY-----\nabc", undefined],
    ["a database's address", "postgresql://app:hunter2@db:5432/app", "a URL with a password"],
    ["a password without a user", "redis://:hunter2@cache:6379", "a URL with a password"],
    ["a variable for a password", "postgresql://app:$PASSWORD@db/app", undefined],
    ["a variable in braces", "https://x-access-token:${TOKEN}@github.com/a/b", undefined],
    ["a user without a password", "git+ssh://git@github.com/a/b", undefined],
    ["a port in front of a path with @", "http://localhost:4873/@scope/a", undefined],
    ["an anonymous user", "ftp://anonymous:guest@ftp.gnu.org/gnu", undefined],
    ["a host for examples", "https://user:pass@example.com/", undefined],
    ["an address in a Java property", "jdbc:mysql://root:root@localhost/a", "a URL with a password"],
    ["a word for a port", "smtp://user:password@mailhost:port/", undefined],
    ["plain text", "the quick brown fox: jumps@over", undefined],
  ];
  for (const [name, text, expected] of rows) {
    it(`${name} ${expected === undefined ? "is none" : `is ${expected}`}`, () =>
      assert.equal(findCredential(text)?.kind, expected));
  }

  it("stand where they are said to stand", () => {
    const text = `token=ghp_${some(36)};`;
    const found = findCredential(text);
    assert.deepEqual([found?.start, found?.end], [6, text.length - 1]);
  });
});

describe("random values", () => {
  it("are long and mixed", () => {
    const values = [
      "aB3dE5gH7jK9mN2pQ4",
      "9f86d081884c7d659a2feaa0c55ad015",
      "wJalrXUtnFEMI/K7MDENG/bPxRfiCY",
    ];
    assert.deepEqual(values.map(isRandom), [true, true, true]);
  });

  it("are no words, paths, placeholders or short ones", () => {
    const values = [
      "hunter2",
      "my-application-session-key",
      "/run/secrets/key1a2b3c",
      "changeme-please-0123456",
      "a".repeat(40),
    ];
    assert.deepEqual(values.map(isRandom), [false, false, false, false, false]);
  });
});
