import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readPort } from "./port.ts";

/** The protocol, `host` where a part of the host stands in front, and the port's range, or why it is refused. */
function check(text: string, expected: string): void {
  const port = readPort(text);
  const rest = port.kind === "port" ? `${port.from}-${port.to}` : port.reason;
  assert.equal(`${port.protocol} ${port.hasHostPart ? "host " : ""}${rest}`, expected);
}

describe("a port of EXPOSE", () => {
  const rows: readonly (readonly [string, string, string])[] = [
    ["alone", "80", "tcp 80-80"],
    ["with a protocol as written", "80/Udp", "Udp 80-80"],
    ["as a range", "80-90/sctp", "sctp 80-90"],
    ["with a port of the host", "8080:80", "tcp host 80-80"],
    ["with an address of four numbers", "127.0.0.1:8080:80", "tcp host 80-80"],
    ["with an address in brackets", "[::1]:8080:80", "tcp host 80-80"],
    ["with an address that ends in four numbers", "::ffff:1.2.3.4:8080:80", "tcp host 80-80"],
    ["with three numbers, which are no address", "1.2.3:8080:80/TCP", "TCP host invalid IP address: 1.2.3"],
    ["with dots after colons, which are no address", "::1.2.3:1:2", "tcp host invalid IP address: ::1.2.3"],
    ["with a host's name", "localhost:8080:80", "tcp host invalid IP address: localhost"],
    ["that is a word", "http/TCP", "TCP invalid containerPort: http"],
    ["of an unknown protocol", "1:80/http", ` invalid port: "1:80/http": invalid proto: http`],
    ["that is missing", "80:", ` invalid port: "80:": no port specified`],
  ];
  for (const [name, text, expected] of rows) it(name, () => check(text, expected));
});
