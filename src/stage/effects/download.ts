import { posix } from "node:path";
import type { CommandUse, ShellWord } from "../../shell/index.ts";
import { type OptionGrammar, readWords } from "../command-line.ts";
import { noteDownload, outputOfRedirection } from "../download.ts";
import type { Machine } from "../machine.ts";
import { defineEffect } from "./define-effect.ts";

const CURL: OptionGrammar = {
  valued: new Set(
    (
      "-o -H -d -X -u -A -b -c -e -E -F -K -m -r -T -w -x -y -Y -z -C -D -P -Q -t -U --output --header --data " +
      "--data-raw --data-binary --data-urlencode --request --user --user-agent --cookie --cookie-jar --referer --cert " +
      "--form --config --max-time --range --upload-file --write-out --proxy --time-cond --continue-at --dump-header " +
      "--connect-timeout --retry --retry-delay --retry-max-time --cacert --capath --key --ciphers --output-dir " +
      "--limit-rate --max-redirs --resolve --interface --proto --proto-default --tls-max --url --stderr --netrc-file " +
      "--oauth2-bearer --max-filesize --local-port --json --variable --aws-sigv4 --unix-socket --dns-servers --pinnedpubkey"
    ).split(" "),
  ),
};
const WGET: OptionGrammar = {
  valued: new Set(
    (
      "-O -P -o -a -t -T -U -i -Q -w -e -A -R -D -I -X -l -B --output-document --directory-prefix --output-file --tries " +
      "--timeout --user-agent --input-file --quota --wait --execute --accept --reject --domains --header --post-data " +
      "--user --password --http-user --http-password --waitretry --read-timeout --connect-timeout --dns-timeout " +
      "--limit-rate --ca-certificate --certificate --referer --load-cookies --save-cookies --method --body-data --level " +
      "--base --retry-on-http-error --progress --secure-protocol --append-output --cut-dirs --post-file"
    ).split(" "),
  ),
};

/** `curl`, `wget` and the like: something is fetched, to a file, to the output, or into a pipe. */
export const effect = defineEffect({
  names: ["curl", "wget", "wget2", "aria2c", "axel"],
  apply: (use, machine) => {
    if (use.name === "curl") fetchWithCurl(use, machine);
    else fetchWithWget(use, machine);
  },
});

function fetchWithCurl(use: CommandUse, machine: Machine): void {
  const { operands, options, values } = readWords(use, CURL);
  // Sends something, or asks for the headers alone.
  if (["-I", "--head", "-T", "--upload-file"].some((option) => options.has(option))) return;
  if ([...options].some((option) => option === "-d" || option === "-F" || option.startsWith("--data")))
    return;
  if (
    /^(?:POST|PUT|DELETE|PATCH|HEAD)$/.test(
      textOf(values.get("-X") ?? values.get("--request") ?? "", machine) ?? "",
    )
  ) {
    return;
  }
  const outputs = outputsOfCurl(use);
  const folder = values.get("--output-dir");
  const given = values.get("--url");
  const urls = given === undefined || typeof given === "string" ? operands : [given, ...operands];
  urls.forEach((word, at) => {
    const url = machine.text(word) ?? word.value;
    const output = outputs[at];
    const name =
      output === undefined
        ? outputOfRedirection(use, machine)
        : output === "remote"
          ? nameInUrl(url)
          : textOf(output, machine);
    noteDownload(machine, use, { url, word, output: land(name, folder, machine) });
  });
}

/** What `-o` and `-O` say, in their order: the first is for the first URL. */
function outputsOfCurl(use: CommandUse): readonly (ShellWord | string)[] {
  const outputs: (ShellWord | string)[] = [];
  use.words.forEach(({ value }, at) => {
    const rest = /^--output=(.+)$/s.exec(value)?.[1] ?? /^-o(.+)$/s.exec(value)?.[1];
    if (rest !== undefined) outputs.push(rest);
    else if (
      value === "--remote-name" ||
      value === "--remote-name-all" ||
      /^-[a-zA-Z]*O[a-zA-Z]*$/.test(value)
    ) {
      outputs.push("remote");
    } else if (value === "--output" || /^-[a-zA-Z]*o$/.test(value)) outputs.push(use.words[at + 1] ?? "");
  });
  return outputs;
}

function fetchWithWget(use: CommandUse, machine: Machine): void {
  const { operands, options, values } = readWords(use, WGET);
  if (options.has("--spider")) return;
  const isRecursive = options.has("-r") || options.has("--recursive") || options.has("-m");
  const isAria = use.name === "aria2c" || use.name === "axel";
  const given = isAria
    ? (values.get("-o") ?? values.get("--out"))
    : (values.get("-O") ?? values.get("--output-document"));
  const folder = isAria ? undefined : (values.get("-P") ?? values.get("--directory-prefix"));
  const place = given === undefined ? undefined : textOf(given, machine);
  const isToOutput = place === "-" || place === "/dev/stdout";
  for (const word of operands) {
    const url = machine.text(word) ?? word.value;
    if (!isUrl(url)) continue;
    if (isRecursive) {
      const target = land(".", folder, machine);
      if (target !== undefined) machine.fill(target);
      continue;
    }
    const name = isToOutput
      ? outputOfRedirection(use, machine)
      : given === undefined
        ? nameInUrl(url)
        : place;
    noteDownload(machine, use, {
      url,
      word,
      output: land(name, given === undefined ? folder : undefined, machine),
    });
  }
  if (values.has("-i") || values.has("--input-file")) {
    if (machine.workdir !== undefined) machine.fill(machine.workdir);
  }
}

/** wget takes names without a scheme as well; what starts with neither is an option's value we do not know. */
function isUrl(text: string): boolean {
  return text.includes("/") || text.includes("$") || /^[\w-]+(?:\.[\w-]+)+/.test(text);
}

/** The last part of a URL's path, or undefined where a variable hides it. */
function nameInUrl(url: string): string | undefined {
  const name = posix.basename(url.replace(/[?#].*$/s, ""));
  return name === "" || /[$`*]/.test(name) ? undefined : name;
}

function textOf(value: ShellWord | string, machine: Machine): string | undefined {
  if (typeof value !== "string") return machine.text(value);
  return /[$`]/.test(value) ? undefined : value;
}

function land(
  name: string | undefined,
  folder: ShellWord | string | undefined,
  machine: Machine,
): string | undefined {
  if (name === undefined || name === "-" || name === "") return undefined;
  if (folder === undefined || name.startsWith("/")) return machine.resolve(name);
  const place = textOf(folder, machine);
  return place === undefined ? undefined : machine.resolve(posix.join(place, name));
}
