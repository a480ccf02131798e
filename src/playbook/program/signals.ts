/** Servers that end at once on the default signal and finish what they are at on another. */
const GRACEFUL: readonly { readonly names: RegExp; readonly signal: string; readonly title: string }[] = [
  { names: /^nginx$/, signal: "QUIT", title: "nginx" },
  { names: /^(?:php-fpm[0-9.]*)$/, signal: "QUIT", title: "php-fpm" },
  {
    names: /^(?:httpd|httpd-foreground|apache2|apache2-foreground)$/,
    signal: "WINCH",
    title: "Apache",
  },
  { names: /^haproxy$/, signal: "USR1", title: "HAProxy" },
];

/** What a server makes of signals: the one that lets it finish what it is at. */
export interface GracefulStop {
  readonly signal: string;
  readonly title: string;
}

/** How a program is stopped so that it finishes what it is at, where that is not the default signal. */
export function gracefulStop(name: string | undefined): GracefulStop | undefined {
  return name === undefined ? undefined : GRACEFUL.find(({ names }) => names.test(name));
}

/** A signal without `SIG`, numbers of Linux as names: `9` and `SIGKILL` are `KILL`. */
export function signalName(written: string): string {
  const name = written.toUpperCase().replace(/^SIG/, "");
  return NUMBERS.get(name) ?? name;
}

const NUMBERS: ReadonlyMap<string, string> = new Map([
  ["1", "HUP"],
  ["2", "INT"],
  ["3", "QUIT"],
  ["9", "KILL"],
  ["10", "USR1"],
  ["15", "TERM"],
  ["19", "STOP"],
  ["28", "WINCH"],
]);
