import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { formatPlatform, normalisePlatform, type Platform, parsePlatform } from "./index.ts";

function checkPlatform(name: string, text: string, expected: Platform, fallback?: Platform): void {
  test(name, () => {
    assert.deepEqual(parsePlatform(text, fallback), { kind: "platform", platform: expected });
  });
}

function checkInvalid(name: string, text: string): void {
  test(name, () => {
    assert.equal(parsePlatform(text).kind, "invalid");
  });
}

const linux = (architecture: string, variant?: string): Platform => ({
  os: "linux",
  architecture,
  ...(variant === undefined ? undefined : { variant }),
});

checkPlatform("system and processor", "linux/amd64", linux("amd64"));
checkPlatform("letter case does not count", "LINUX/AMD64", linux("amd64"));
checkPlatform("unknown names are taken as they stand", "plan10/z80", { os: "plan10", architecture: "z80" });
checkPlatform("macos is darwin", "macos/arm64", { os: "darwin", architecture: "arm64" });
checkPlatform("x86_64 is amd64", "linux/x86_64", linux("amd64"));
checkPlatform("aarch64 is arm64", "linux/aarch64", linux("arm64"));
checkPlatform("i386 is 386", "linux/i386", linux("386"));
checkPlatform("armel is arm v6", "linux/armel", linux("arm", "v6"));
checkPlatform("armhf is arm", "linux/armhf", linux("arm"));
checkPlatform("arm without a variant has none", "linux/arm", linux("arm"));
checkPlatform("arm keeps the common variant when it is written", "linux/arm/v7", linux("arm", "v7"));
checkPlatform("a bare number is a variant of arm", "linux/arm/6", linux("arm", "v6"));
checkPlatform("arm64 keeps the common variant when it is written", "linux/arm64/8", linux("arm64", "v8"));
checkPlatform("the first variant of amd64 is none", "linux/amd64/v1", linux("amd64"));
checkPlatform("a later variant of amd64 is one", "linux/amd64/v3", linux("amd64", "v3"));
checkPlatform("a processor alone is on Linux", "arm64", linux("arm64"));
checkPlatform("a system alone is on amd64", "windows", { os: "windows", architecture: "amd64" });
checkPlatform(
  "a processor alone takes the fallback's system",
  "arm64",
  { os: "freebsd", architecture: "arm64" },
  {
    os: "freebsd",
    architecture: "amd64",
  },
);
checkPlatform(
  "a system alone takes the fallback's processor",
  "linux",
  linux("arm", "v6"),
  linux("arm", "v6"),
);
checkPlatform("a system alone leaves the common variant out", "linux", linux("arm"), linux("arm", "v7"));
checkPlatform("a system's version stands in parentheses", "windows(10.0.17763)/amd64", {
  os: "windows",
  architecture: "amd64",
  osVersion: "10.0.17763",
});
checkPlatform("features follow the version", "windows(10.0+win32k+b)", {
  os: "windows",
  architecture: "amd64",
  osVersion: "10.0",
  osFeatures: ["win32k", "b"],
});
checkPlatform("options may be escaped", "windows(1%2B2)/amd64", {
  os: "windows",
  architecture: "amd64",
  osVersion: "1+2",
});
checkPlatform("empty parentheses say nothing", "linux()/amd64", linux("amd64"));

checkInvalid("an empty text is no platform", "");
checkInvalid("one unknown name alone is no platform", "toaster");
checkInvalid("a processor alone has no version", "amd64(1)");
checkInvalid("wildcards are not known", "linux/*");
checkInvalid("a component is not empty", "linux/");
checkInvalid("a fourth component is too many", "linux/arm/v7/x");
checkInvalid("a broken escape is refused", "windows(%zz)/amd64");
checkInvalid("an empty feature is refused", "windows(1+)/amd64");
checkInvalid("white space is part of the text", "linux/amd64\n");
checkInvalid("a variable is no platform", "$BUILDPLATFORM");

test("a platform is written with all that it has", () => {
  const rows: readonly (readonly [Platform, string])[] = [
    [linux("amd64"), "linux/amd64"],
    [linux("arm", "v7"), "linux/arm/v7"],
    [{ os: "windows", architecture: "amd64", osVersion: "10.0.1" }, "windows(10.0.1)/amd64"],
    [{ os: "windows", architecture: "amd64", osFeatures: ["b", "a", "b"] }, "windows(+a+b)/amd64"],
    [{ os: "x", architecture: "y", osVersion: "1+(2)/%" }, "x(1%2B%282%29%2F%25)/y"],
    [{ os: "", architecture: "amd64" }, "unknown"],
  ];
  assert.deepEqual(
    rows.map(([platform]) => formatPlatform(platform)),
    rows.map(([, text]) => text),
  );
});

test("platforms that mean the same have one normalised text", () => {
  const texts = [linux("aarch64"), linux("arm64"), linux("arm64", "v8"), linux("ARM64", "8")];
  const normalised = texts.map((platform) => formatPlatform(normalisePlatform(platform)));
  assert.deepEqual([...new Set(normalised)], ["linux/arm64"]);
});

const anyPiece = fc.constantFrom(..."/()+%.*", "linux", "arm", "arm64", "amd64", "v7", "8", "%41", "a", "é");
const anyPlatform = fc.array(anyPiece, { maxLength: 10 }).map((pieces) => pieces.join(""));

test("any text is parsed without throwing, and what it gives is written so that it parses", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: "binary" }), anyPlatform), (text) => {
      const parsed = parsePlatform(text);
      if (parsed.kind === "invalid") return;
      const written = parsePlatform(formatPlatform(normalisePlatform(parsed.platform)));
      assert.ok(written.kind === "platform");
      assert.deepEqual(normalisePlatform(written.platform), normalisePlatform(parsed.platform));
    }),
    { numRuns: 3000 },
  );
});

test("hostile texts of the greatest length end in a value", () => {
  for (const unit of ["a", "+", "+a", "%41", "/", "(", "linux("]) {
    const parsed = parsePlatform(`linux(${unit.repeat(Math.floor(1_000_000 / unit.length))})`);
    assert.ok(["platform", "invalid"].includes(parsed.kind));
  }
});
