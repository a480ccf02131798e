import assert from "node:assert/strict";
import { suite, test } from "node:test";
import fc from "fast-check";
import { csvFields, parseCsvFields } from "./csv.ts";
import { compareVersions, since } from "./features.ts";
import { parseOutput, parseSecret } from "./parse-flags.ts";

suite("flags as builders spell them", () => {
  const environment = { TOKEN: "x" };

  test("secrets from files and variables", () => {
    const secret = (text: string) => {
      const read = parseSecret(text, environment);
      return read.kind === "value" ? read.value : read.kind;
    };
    assert.deepEqual(secret("id=a,src=b"), { kind: "file", id: "a", path: "b" });
    assert.deepEqual(secret("id=a,env=B"), { kind: "environment", id: "a", variable: "B" });
    assert.deepEqual(secret("id=a,src=B,type=env"), { kind: "environment", id: "a", variable: "B" });
    assert.deepEqual(secret("id=TOKEN"), { kind: "environment", id: "TOKEN", variable: "TOKEN" });
    assert.deepEqual(secret("id=.npmrc"), { kind: "file", id: ".npmrc", path: ".npmrc" });
    assert.deepEqual(secret('id=a,"src=b,c"'), { kind: "file", id: "a", path: "b,c" });
    for (const wrong of ["", "a", "src=b", "id=a,value=x"]) assert.equal(secret(wrong), "wrong");
  });

  test("a secret that was written as an option itself is not quoted back", () => {
    const read = parseSecret("id=a,hunter2", environment);
    assert.ok(read.kind === "wrong" && !read.message.includes("hunter2"));
  });

  test("outputs", () => {
    const output = (text: string) => {
      const read = parseOutput(text);
      return read.kind === "value" ? read.value : read.kind;
    };
    assert.deepEqual(output("type=oci,dest=a.tar"), { kind: "oci-archive", path: "a.tar" });
    assert.deepEqual(output("type=oci,dest=a,tar=false"), { kind: "oci-layout", path: "a" });
    assert.deepEqual(output("type=docker,dest=a.tar"), { kind: "docker-archive", path: "a.tar" });
    assert.deepEqual(output("out"), { kind: "local", path: "out" });
    assert.deepEqual(output("type=registry"), { kind: "registry" });
    assert.deepEqual(output("type=docker"), { kind: "store" });
    for (const wrong of ["", "type=oci", "type=oci,dest=-", "type=tar,dest=a"])
      assert.equal(output(wrong), "wrong");
  });

  test("fields survive their way through a command line", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ minLength: 1 }), { minLength: 1 }), (fields) => {
        const plain = fields.map((field) => field.replace(/[\r\n]/g, ""));
        assert.deepEqual(parseCsvFields(csvFields(plain)), plain);
      }),
    );
  });
});

suite("versions of engines", () => {
  test("are ordered by their numbers", () => {
    assert.ok((compareVersions("v0.9.3", "0.10.0") ?? 0) < 0);
    assert.ok((compareVersions("28.5.2+dfsg4", "23.0.0") ?? 0) > 0);
    assert.equal(compareVersions("v0.0.0+unknown", "0.10.0"), undefined);
  });

  test("an unknown one may have what it needs", () => {
    assert.equal(since("", "0.10.0", "BuildKit").whether, "maybe");
    assert.equal(since("1.28.2", "1.33.0", "buildah").reason, "buildah 1.28.2 is older than 1.33.0");
  });
});
