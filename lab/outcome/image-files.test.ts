import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { TarReader } from "./image-files.ts";

/** A ustar archive of files, folders (a name that ends in a slash) and hard links. */
function archive(entries: readonly { name: string; text?: string; linkTo?: string }[]): Buffer {
  const blocks = entries.flatMap(({ name, text = "", linkTo = "" }) => {
    const header = Buffer.alloc(512);
    const type = name.endsWith("/") ? "5" : linkTo === "" ? "0" : "1";
    for (const [at, value] of [
      [0, name],
      [100, "0000644"],
      [108, "0000007"],
      [116, "0000010"],
      [156, type],
      [157, linkTo],
    ] as const) {
      header.write(value, at);
    }
    header.write(Buffer.byteLength(text).toString(8).padStart(11, "0"), 124);
    const body = Buffer.alloc(Math.ceil(Buffer.byteLength(text) / 512) * 512);
    body.write(text);
    return [header, body];
  });
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}

function read(bytes: Buffer, size: number, hasDigests: boolean): TarReader {
  const reader = new TarReader(hasDigests);
  for (let at = 0; at < bytes.length; at += size) reader.push(bytes.subarray(at, at + size));
  return reader;
}

const LONG = "tides\n".repeat(500);
const bytes = archive([
  { name: "srv/" },
  { name: "srv/a", text: LONG },
  { name: "srv/none" },
  { name: "b", linkTo: "srv/a" },
]);

for (const size of [1, 100, 512, 4096, bytes.length]) {
  test(`digests of files come out of an archive that comes ${size} bytes at a time`, () => {
    const { files } = read(bytes, size, true);
    const digest = (text: string) => createHash("sha256").update(text).digest("hex");
    assert.deepEqual(
      [...files].map(([path, file]) => [path, file.kind, file.digest]),
      [
        ["/", "folder", undefined],
        ["/srv", "folder", undefined],
        ["/srv/a", "file", digest(LONG)],
        ["/srv/none", "file", digest("")],
        ["/b", "file", digest(LONG)],
      ],
    );
    assert.deepEqual(
      [files.get("/srv/a")?.uid, files.get("/srv/a")?.gid, files.get("/srv/a")?.mode],
      [7, 8, 0o644],
    );
  });
}

test("digests are left out where nobody asks for them", () => {
  assert.equal(read(bytes, 512, false).files.get("/srv/a")?.digest, undefined);
});
