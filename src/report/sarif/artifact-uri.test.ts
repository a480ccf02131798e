import assert from "node:assert/strict";
import { test } from "node:test";
import { artifactLocation } from "./artifact-uri.ts";

const CASES: readonly (readonly [name: string, path: string, uri: string, isRelative: boolean])[] = [
  ["a plain path stays", "shop/Dockerfile", "shop/Dockerfile", true],
  ["a leading ./ is left out", "./shop/Dockerfile", "shop/Dockerfile", true],
  ["spaces, signs and letters are encoded", "a b/#é?%:x", "a%20b/%23%C3%A9%3F%25%3Ax", true],
  ["bytes that are no UTF-8 are encoded as they are", "d\udcff", "d%FF", true],
  ["a backslash is a character of the name", "a\\b", "a%5Cb", true],
  ["a path out of the root stands alone", "../Dockerfile", "../Dockerfile", false],
  ["a name may start with dots", "..a/b", "..a/b", true],
  ["an absolute path has a scheme", "/srv/my app/Dockerfile", "file:///srv/my%20app/Dockerfile", false],
  ["two slashes name no host", "//srv/Dockerfile", "file:///srv/Dockerfile", false],
  ["a drive is absolute", "C:\\a b\\Dockerfile", "file:///C:/a%20b/Dockerfile", false],
  ["standard input has a name", "<stdin>", "%3Cstdin%3E", true],
];

for (const [name, path, uri, isRelative] of CASES) {
  test(name, () => {
    assert.deepEqual(artifactLocation(path), isRelative ? { uri, uriBaseId: "%SRCROOT%" } : { uri });
  });
}
