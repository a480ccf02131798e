import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parseDockerfile } from "../../dockerfile/index.ts";
import { evaluateDockerfile, type RunFact } from "../index.ts";

function endOf(text: string) {
  const { stages } = evaluateDockerfile(parseDockerfile("Dockerfile", text));
  const stage = stages.at(-1);
  assert.ok(stage !== undefined);
  const facts = stage.steps.flatMap(({ run }) => run?.facts ?? []);
  return { files: stage.end.files, packages: stage.end.packages, facts };
}

/** Whether a package manager's cache is left at a path after a RUN. */
function checkCache(path: string, cases: Readonly<Record<string, boolean>>): void {
  const answers = Object.keys(cases).map((run) => {
    const { files } = endOf(`FROM a\nRUN ${run}`);
    return [run, files.find(path)?.content?.kind === "cache"];
  });
  assert.deepEqual(Object.fromEntries(answers), cases);
}

type OsFact = Extract<RunFact, { readonly kind: "os-packages" }>;

function packagesFact(run: string): OsFact | undefined {
  const { facts } = endOf(`FROM a\nRUN ${run}`);
  return facts.find((fact): fact is OsFact => fact.kind === "os-packages" && fact.action === "install");
}

describe("package lists of apt", () => {
  it("stay until something removes them, whatever the spelling", () => {
    checkCache("/var/lib/apt/lists", {
      "apt-get update": true,
      "apt update && apt install -y curl && apt-get clean": true,
      "apt-get update && rm -rf /var/lib/apt/lists/*": false,
      "apt-get update && rm -rf /var/lib/apt/lists": false,
      "apt-get update && rm -rf /var/lib/{apt,dpkg}/": false,
      "apt-get update && rm -rf /var/lib/apt/lists/*_*": false,
      "apt-get update && find /var/lib/apt -type f -delete": false,
      "apt-get update && cd /var/lib/apt/lists && rm -rf *": false,
      "apt-get update && apt-get distclean": false,
      "rm -rf /var/lib/apt/lists/* && apt-get update": true,
      "apt-get update || true": true,
      "test -f /x && apt-get update || true": false,
      "apt-get -s update": false,
      "L=/var/lib/apt/lists; apt-get update; rm -rf $L/*": false,
      "--mount=type=cache,target=/var/lib/apt apt-get update": false,
    });
  });

  it("leave archives only where the official images' hook is gone", () => {
    checkCache("/var/cache/apt/archives", {
      "apt-get install -y curl": false,
      "rm /etc/apt/apt.conf.d/docker-clean; apt-get install -y curl": true,
      "rm /etc/apt/apt.conf.d/docker-clean; apt-get install -y curl && apt-get clean": false,
      "echo 'APT::Keep-Downloaded-Packages \"true\";' > /etc/apt/apt.conf.d/keep; apt-get install -y curl": true,
    });
  });
});

describe("indexes of other managers", () => {
  it("stay as each of them leaves them", () => {
    checkCache("/var/cache/apk", {
      "apk add curl": true,
      "apk --no-cache add curl": false,
      "apk add --update --no-cache curl": false,
      "apk update && apk add --no-cache curl": true,
      "apk add -U curl && rm -rf /var/cache/apk/*": false,
      "apk del curl": false,
    });
    checkCache("/var/cache/dnf", {
      "dnf install -y curl": true,
      "dnf -y install curl && dnf clean all": false,
      "dnf -y install curl && dnf clean packages": false,
      "dnf -y install curl && rm -rf /var/cache/dnf": false,
      "microdnf install curl && microdnf clean all": false,
    });
  });
});

describe("what an installation says", () => {
  it("is unattended with an option, a setting, or somebody who answers", () => {
    const cases: Readonly<Record<string, string>> = {
      "apt-get install -y a": "yes",
      "apt-get -yqq install a": "yes",
      "apt-get install -q=2 a": "yes",
      "apt-get install a": "no",
      "apt-get -q install a": "no",
      "yes | apt-get install a": "maybe",
      "apt-get -o APT::Get::Assume-Yes=true install a": "yes",
      "echo 'APT::Get::Assume-Yes \"true\";' > /etc/apt/apt.conf.d/90yes && apt-get install a": "yes",
      "yum install a": "no",
      "zypper -n in a": "yes",
      "apk add a": "yes",
    };
    const answers = Object.keys(cases).map((run) => [run, packagesFact(run)?.isUnattended]);
    assert.deepEqual(Object.fromEntries(answers), cases);
  });

  it("takes recommended packages unless an option or a setting says no", () => {
    const cases: Readonly<Record<string, string>> = {
      "apt-get install -y a": "yes",
      "apt-get install --no-install-recommends -y a": "no",
      "apt-get -o APT::Install-Recommends=0 install a": "no",
      'apt-get -o "APT::Install-Recommends=false" install a': "no",
      "printf 'APT::Install-Recommends \"0\";\\n' >> /etc/apt/apt.conf && apt-get install -y a": "no",
      "cp x /etc/apt/apt.conf.d/y && apt-get install -y a": "maybe",
    };
    const answers = Object.keys(cases).map((run) => [run, packagesFact(run)?.takesRecommended]);
    assert.deepEqual(Object.fromEntries(answers), cases);
  });

  it("names packages without version, architecture and release", () => {
    const named = packagesFact("apt-get install -y a=1.2 b:amd64 g++ c/sid ./d.deb")?.packages;
    assert.deepEqual(
      named?.map(({ name, version }) => [name, version]),
      [
        ["a", "1.2"],
        ["b", undefined],
        ["g++", undefined],
        ["c", undefined],
        ["./d.deb", undefined],
      ],
    );
  });

  it("changes what is installed", () => {
    const { packages } = endOf("FROM a\nRUN apt-get install -y a b && apt-get purge -y b");
    assert.deepEqual(
      [...packages.entries()],
      [
        ["a", "yes"],
        ["b", "no"],
      ],
    );
  });
});
