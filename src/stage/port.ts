import { goLower, type Word } from "../dockerfile/index.ts";

/** One port of EXPOSE: its text with variables replaced, and the word it comes from. */
export interface ExposedPort {
  readonly text: string;
  readonly word: Word;
}

/** What EXPOSE's text for a port holds beside the port's number. */
interface PortParts {
  /** The protocol as written, `tcp` where none is; empty where it is unknown or the port is missing. */
  readonly protocol: string;
  /** Whether an address or a port of the host stands in front, which the builder ignores. */
  readonly hasHostPart: boolean;
}

/** A port that EXPOSE names, or why the builder refuses it. */
export type ReadPort = PortParts &
  (
    | { readonly kind: "port"; readonly from: number; readonly to: number }
    | { readonly kind: "refused"; readonly reason: string }
  );

/** Reads `[ip:]host:container[-end][/protocol]`. Spec: BuildKit, dispatchExpose. */
export function readPort(text: string): ReadPort {
  const fields = text.split(":");
  const container = fields.at(-1) ?? "";
  const host = fields.length > 1 ? (fields.at(-2) ?? "") : "";
  const ip = fields.slice(0, -2).join(":");
  const slash = container.indexOf("/");
  const port = slash === -1 ? container : container.slice(0, slash);
  const protocol = slash === -1 ? "" : container.slice(slash + 1);
  const unread: PortParts = { protocol: "", hasHostPart: false };
  if (port === "") return refused(unread, `invalid port: ${JSON.stringify(text)}: no port specified`);
  if (!["", "tcp", "udp", "sctp"].includes(goLower(protocol))) {
    return refused(unread, `invalid port: ${JSON.stringify(text)}: invalid proto: ${protocol}`);
  }
  const parts: PortParts = {
    protocol: protocol === "" ? "tcp" : protocol,
    hasHostPart: ip !== "" || host !== "",
  };
  if (ip !== "" && !isIpAddress(ip.replace(/^\[(.*)\]$/, "$1"))) {
    return refused(parts, `invalid IP address: ${ip}`);
  }
  const range = readRange(port);
  if (range === undefined) return refused(parts, `invalid containerPort: ${port}`);
  if (host !== "") {
    const hostRange = readRange(host);
    if (hostRange === undefined) return refused(parts, `invalid hostPort: ${host}`);
    const isRange = range.to !== range.from;
    if (isRange && range.to - range.from !== hostRange.to - hostRange.from) {
      return refused(parts, `invalid ranges specified for container and host Ports: ${port} and ${host}`);
    }
  }
  return { kind: "port", ...parts, ...range };
}

function refused(parts: PortParts, reason: string): ReadPort {
  return { kind: "refused", reason, ...parts };
}

function readRange(text: string): { from: number; to: number } | undefined {
  const dash = text.indexOf("-");
  const from = readNumber(dash === -1 ? text : text.slice(0, dash));
  if (from === undefined) return undefined;
  const rest = dash === -1 ? "" : text.slice(dash + 1);
  if (dash === -1 || rest === text.slice(0, dash)) return { from, to: from };
  const to = readNumber(rest);
  return to === undefined || to < from ? undefined : { from, to };
}

function readNumber(text: string): number | undefined {
  if (!/^[+-]?[0-9]+$/.test(text)) return undefined;
  const value = Number(text);
  return value >= 0 && value <= 65_535 ? value : undefined;
}

function isIpAddress(text: string): boolean {
  return isIpv4(text) || isIpv6(text);
}

function isIpv4(text: string): boolean {
  const four = /^(?:(?:0|[1-9][0-9]{0,2})\.){3}(?:0|[1-9][0-9]{0,2})$/;
  return four.test(text) && text.split(".").every((part) => Number(part) <= 255);
}

function isIpv6(text: string): boolean {
  const halves = text.split("::");
  if (halves.length > 2) return false;
  const groups = halves.flatMap((half) => (half === "" ? [] : half.split(":")));
  const last = groups.at(-1) ?? "";
  const hasFour = last.includes(".");
  if (hasFour && !isIpv4(last)) return false;
  const plain = hasFour ? groups.slice(0, -1) : groups;
  if (!plain.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) return false;
  const count = plain.length + (hasFour ? 2 : 0);
  return halves.length === 2 ? count < 8 : count === 8;
}
