import { decodeSource, limits } from "../base/index.ts";

/** What an image runs on. Spec: OCI image-spec, image index, platform object. */
export interface Platform {
  readonly os: string;
  readonly architecture: string;
  /** The version of the processor's instruction set: `v7` of `arm`. Absent where the common one is meant. */
  readonly variant?: string;
  /** The version of the operating system, which matters on Windows: `10.0.17763.1`. */
  readonly osVersion?: string;
  /** What the operating system must offer, in the order written: `win32k`. */
  readonly osFeatures?: readonly string[];
}

/** A text that names no platform, and why, as a sentence without its full stop. */
export interface InvalidPlatform {
  readonly kind: "invalid";
  readonly message: string;
}

/** What `parsePlatform` makes of a text. */
export type ParsedPlatform = { readonly kind: "platform"; readonly platform: Platform } | InvalidPlatform;

/** The platform meant where nobody says which. */
export const DEFAULT_PLATFORM: Platform = { os: "linux", architecture: "amd64" };

const OPERATING_SYSTEMS = new Set(
  (
    "aix android darwin dragonfly freebsd hurd illumos ios js linux nacl netbsd openbsd plan9 solaris " +
    "windows zos"
  ).split(" "),
);
const ARCHITECTURES = new Set(
  (
    "386 amd64 amd64p32 arm armbe arm64 arm64be loong64 mips mipsle mips64 mips64le mips64p32 mips64p32le " +
    "ppc ppc64 ppc64le riscv riscv64 s390 s390x sparc sparc64 wasm"
  ).split(" "),
);

const COMPONENT = /^[A-Za-z0-9_.-]+$/;
// Name and, in parentheses, a version and features: each feature has a plus sign before it.
const OS_COMPONENT = /^([A-Za-z0-9_-]+)(?:\(([A-Za-z0-9_.%+-]*)\))?$/;

/**
 * Parses a platform as builders do: `linux/arm64`, `linux/arm/v7`, `windows(10.0.17763)/amd64`, or one
 * component alone when it is a known operating system (`linux`) or processor (`arm64`); `fallback` gives
 * the other. Spellings such as `aarch64` and `macos` become the usual ones. Never throws.
 */
export function parsePlatform(text: string, fallback: Platform = DEFAULT_PLATFORM): ParsedPlatform {
  // A platform is a word after substitution, and no such word is longer.
  if (text.length > limits.substitutionCharacters) return invalid("a platform is a few short words");
  if (text.includes("*")) return invalid("a platform has no wildcards");
  const parts = text.split("/", 4);
  const [first = "", second, third] = parts;
  const system = parseOs(first);
  if (typeof system === "string") return invalid(system);
  if (parts.some((part, index) => index > 0 && !COMPONENT.test(part))) {
    return invalid("a platform's components have letters, digits, underscores, dots and dashes");
  }
  if (parts.length > 3) return invalid("a platform has at most three components: os/architecture/variant");
  if (second === undefined) return parseSingle(first, system, fallback);

  const processor = normaliseProcessor(second, third ?? "");
  if (third === undefined) return valid({ ...system, ...withoutCommonArm(processor) });
  // The variant was asked for by name, so the platform keeps it.
  const isCommonArm64 = processor.architecture === "arm64" && processor.variant === undefined;
  return valid({ ...system, ...(isCommonArm64 ? { architecture: "arm64", variant: "v8" } : processor) });
}

/** The platform as text, with the version and features of its system where it has any. */
export function formatPlatform(platform: Platform): string {
  if (platform.os === "") return "unknown";
  const features = sortedFeatures(platform.osFeatures ?? []);
  const options = [platform.osVersion ?? "", ...features].map(encodeOption).join("+");
  const os = options === "" ? platform.os : `${platform.os}(${options})`;
  return [os, platform.architecture, platform.variant ?? ""].filter((part) => part !== "").join("/");
}

/**
 * The one spelling of all platforms that mean the same, so that two of them can be compared as text:
 * `linux/aarch64/v8` is `linux/arm64`, and `linux/arm` is `linux/arm/v7`.
 */
export function normalisePlatform(platform: Platform): Platform {
  const { osVersion, osFeatures = [] } = platform;
  return {
    os: normaliseOs(platform.os),
    ...normaliseProcessor(platform.architecture, platform.variant ?? ""),
    ...(osVersion === undefined ? undefined : { osVersion }),
    ...(osFeatures.length === 0 ? undefined : { osFeatures: sortedFeatures(osFeatures) }),
  };
}

type System = Pick<Platform, "os" | "osVersion" | "osFeatures">;
type Processor = Pick<Platform, "architecture" | "variant">;

function valid(platform: Platform): ParsedPlatform {
  return { kind: "platform", platform };
}

function invalid(message: string): InvalidPlatform {
  return { kind: "invalid", message };
}

/** One component alone: a system takes the fallback's processor, a processor the fallback's system. */
function parseSingle(text: string, system: System, fallback: Platform): ParsedPlatform {
  if (OPERATING_SYSTEMS.has(system.os)) {
    const { architecture, variant } = fallback;
    const needsVariant = architecture === "arm" && variant !== undefined && variant !== "v7";
    return valid({ ...system, architecture, ...(needsVariant ? { variant } : undefined) });
  }
  const processor = withoutCommonArm(normaliseProcessor(text, ""));
  if (ARCHITECTURES.has(processor.architecture)) return valid({ os: fallback.os, ...processor });
  return invalid("no operating system or processor of that name is known");
}

/** The operating system of a first component, or what is wrong with it. */
function parseOs(text: string): System | string {
  const match = OS_COMPONENT.exec(text);
  if (match === null) return "an operating system is a name and perhaps (version+feature) behind it";
  const [version = "", ...features] = (match[2] ?? "").split("+");
  const osVersion = decodeOption(version);
  if (osVersion === undefined) return "the operating system's version has an incomplete % escape";
  const osFeatures: string[] = [];
  for (const feature of features) {
    const decoded = decodeOption(feature);
    if (decoded === undefined || decoded === "") return "a feature of the system is empty or broken";
    osFeatures.push(decoded);
  }
  return {
    os: normaliseOs(match[1] ?? ""),
    ...(osVersion === "" ? undefined : { osVersion }),
    ...(osFeatures.length === 0 ? undefined : { osFeatures }),
  };
}

function normaliseOs(text: string): string {
  const os = text.toLowerCase();
  return os === "macos" ? "darwin" : os;
}

function normaliseProcessor(architectureText: string, variantText: string): Processor {
  const architecture = architectureText.toLowerCase();
  const variant = variantText.toLowerCase();
  switch (architecture) {
    case "i386":
      return { architecture: "386" };
    case "x86_64":
    case "x86-64":
    case "amd64":
      return processorOf("amd64", variant === "v1" ? "" : variant);
    case "aarch64":
    case "arm64":
      return processorOf("arm64", normaliseArm64Variant(variant));
    case "armhf":
      return { architecture: "arm", variant: "v7" };
    case "armel":
      return { architecture: "arm", variant: "v6" };
    case "arm":
      return processorOf("arm", normaliseArmVariant(variant));
    default:
      return processorOf(architecture, variant);
  }
}

function normaliseArm64Variant(variant: string): string {
  if (["8", "v8", "v8.0"].includes(variant)) return "";
  return ["9", "9.0", "v9.0"].includes(variant) ? "v9" : variant;
}

function normaliseArmVariant(variant: string): string {
  if (variant === "") return "v7";
  return ["5", "6", "7", "8"].includes(variant) ? `v${variant}` : variant;
}

function processorOf(architecture: string, variant: string): Processor {
  return variant === "" ? { architecture } : { architecture, variant };
}

/** Where no variant was asked for, the common variant of `arm` stays unsaid. */
function withoutCommonArm(processor: Processor): Processor {
  const isCommon = processor.architecture === "arm" && processor.variant === "v7";
  return isCommon ? { architecture: "arm" } : processor;
}

function sortedFeatures(features: readonly string[]): readonly string[] {
  return [...new Set(features)].filter((feature) => feature !== "").sort();
}

/** Escapes what would read as the syntax around it. */
function encodeOption(text: string): string {
  return text.replace(/[%+()/]/g, (character) => {
    return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
  });
}

/** Undoes `%41` in an option, which is ASCII; undefined where a percent sign has no two hexadecimal digits behind it. */
function decodeOption(text: string): string | undefined {
  if (!text.includes("%")) return text;
  if (/%(?![0-9A-Fa-f]{2})/.test(text)) return undefined;
  const bytes: number[] = [];
  for (let at = 0; at < text.length; at++) {
    const isEscape = text.charAt(at) === "%";
    bytes.push(isEscape ? Number.parseInt(text.slice(at + 1, at + 3), 16) : text.charCodeAt(at));
    if (isEscape) at += 2;
  }
  return decodeSource(Uint8Array.from(bytes));
}
