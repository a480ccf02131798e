/** A port that EXPOSE names, or why the builder refuses it. */
export type ReadPort =
  | {
      readonly kind: "port";
      readonly protocol: string;
      readonly hasHostPart: boolean;
      readonly from: number;
      readonly to: number;
    }
  | { readonly kind: "refused"; readonly reason: string };

/** Reads `[ip:]host:container[-end][/protocol]`. Spec: BuildKit, dispatchExpose. */
export function readPort(text: string): ReadPort {
  const parts = text.split(":");
  const container = parts.at(-1) ?? "";
  const host = parts.length > 1 ? (parts.at(-2) ?? "") : "";
  const ip = parts.slice(0, -2).join(":");
  const slash = container.indexOf("/");
  const port = slash === -1 ? container : container.slice(0, slash);
  const protocol = slash === -1 ? "" : container.slice(slash + 1);
  if (port === "") return refused(`invalid port: ${JSON.stringify(text)}: no port specified`);
  if (!["", "tcp", "udp", "sctp"].includes(protocol.toLowerCase())) {
    return refused(`invalid port: ${JSON.stringify(text)}: invalid proto: ${protocol}`);
  }
  if (ip !== "" && !isIpAddress(ip.replace(/^\[(.*)\]$/, "$1"))) return refused(`invalid IP address: ${ip}`);
  const range = readRange(port);
  if (range === undefined) return refused(`invalid containerPort: ${port}`);
  if (host !== "") {
    const hostRange = readRange(host);
    if (hostRange === undefined) return refused(`invalid hostPort: ${host}`);
    const isRange = range.to !== range.from;
    if (isRange && range.to - range.from !== hostRange.to - hostRange.from) {
      return refused(`invalid ranges specified for container and host Ports: ${port} and ${host}`);
    }
  }
  return {
    kind: "port",
    protocol: protocol === "" ? "tcp" : protocol,
    hasHostPart: ip !== "" || host !== "",
    ...range,
  };
}

function refused(reason: string): ReadPort {
  return { kind: "refused", reason };
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
  const four = /^(?:(?:0|[1-9][0-9]{0,2})\.){3}(?:0|[1-9][0-9]{0,2})$/;
  if (four.test(text)) return text.split(".").every((part) => Number(part) <= 255);
  return isIpv6(text);
}

function isIpv6(text: string): boolean {
  const halves = text.split("::");
  if (halves.length > 2) return false;
  const groups = halves.flatMap((half) => (half === "" ? [] : half.split(":")));
  const last = groups.at(-1) ?? "";
  const hasFour = last.includes(".");
  if (hasFour && !isIpAddress(last)) return false;
  const plain = hasFour ? groups.slice(0, -1) : groups;
  if (!plain.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) return false;
  const count = plain.length + (hasFour ? 2 : 0);
  return halves.length === 2 ? count < 8 : count === 8;
}
