import assert from "node:assert/strict";
import { test } from "node:test";
import { isTag, mirrorPrefix, resolveName } from "./repository-name.ts";

function checkName(asked: string, domain: string | undefined, expected: string | undefined): void {
  const name = resolveName(asked, domain);
  assert.equal(name, expected, `${asked} of ${domain}`);
  if (name !== undefined) assert.equal(resolveName(name), name, "a name means itself");
}

test("a name of the default domain is kept as it is asked for", () => {
  checkName("library/python", undefined, "library/python");
  checkName("library/python", "docker.io", "library/python");
  checkName("library/python", "registry-1.docker.io", "library/python");
  checkName("docker.io/library/python", undefined, "library/python");
  checkName("docker.io/library/python", "docker.io", "library/python");
});

test("a name of another domain is one repository by prefix, by the ns parameter and by both", () => {
  checkName("gcr.io/distroless/static", undefined, "gcr.io/distroless/static");
  checkName("distroless/static", "gcr.io", "gcr.io/distroless/static");
  checkName("gcr.io/distroless/static", "gcr.io", "gcr.io/distroless/static");
  checkName("team/app", "registry.example:8443", "registry.example_8443/team/app");
  checkName("team/app", "localhost:5000", "localhost_5000/team/app");
});

test("names of two domains never meet", () => {
  checkName("library/python", "gcr.io", "gcr.io/library/python");
  checkName("gcr.io/a", "quay.io", "quay.io/gcr.io/a");
  checkName("docker.io/a", "gcr.io", "gcr.io/docker.io/a");
  assert.notEqual(mirrorPrefix("a.example:80"), mirrorPrefix("a.example"));
});

test("what is no repository name is none", () => {
  const texts = [
    "",
    "/",
    "a//b",
    "a/",
    "/a",
    "A",
    "a/..",
    "..",
    "../a",
    "a/./b",
    "a.",
    "-a",
    "_layout",
    "a/_b",
  ];
  for (const text of [...texts, "a\0b", "a%2fb", "a___b", "a b", "é", "a".repeat(256)])
    checkName(text, undefined, undefined);
  checkName("a".repeat(255), undefined, "a".repeat(255));
  checkName("a".repeat(255), "gcr.io", undefined);
  for (const domain of ["", "..", "[::1]:80", "a/b", "localhost", "a:b"]) checkName("a", domain, undefined);
});

test("separators may be a dot, one or two underscores, or any number of dashes", () => {
  for (const text of ["a.b", "a_b", "a__b", "a-b", "a---b", "0/1/2"]) checkName(text, undefined, text);
});

test("a tag has up to 128 letters, digits, underscores, dots and dashes", () => {
  for (const text of ["latest", "_", "1.2-x_Y", "a".repeat(128)]) assert.ok(isTag(text), text);
  for (const text of ["", ".", "..", "-a", "a/b", "a:b", "a".repeat(129), "é"]) assert.ok(!isTag(text), text);
});
