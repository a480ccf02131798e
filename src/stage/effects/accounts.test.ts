import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parseDockerfile } from "../../dockerfile/index.ts";
import { evaluateDockerfile, findGroup, findUser, type RunFact, type StageState } from "../index.ts";

function endOf(commands: string): StageState {
  const end = evaluateDockerfile(parseDockerfile("Dockerfile", `FROM a\nRUN ${commands}`)).stages[0]?.end;
  assert.ok(end !== undefined);
  return end;
}

/** A user as `exists id group home`, with `-` for what is not known. */
function userLine(state: StageState, name: string): string {
  const { exists, id = "-", group = "-", home = "-" } = findUser(state, name);
  return [exists, id, group, home].join(" ");
}

describe("users", () => {
  const rows: readonly (readonly [string, string, string, string])[] = [
    ["useradd makes a group of the same name", "useradd app", "app", "yes - app /home/app"],
    ["useradd reads its options", "useradd -l -r -u 1001 -g 1002 -d /srv app", "app", "yes 1001 1002 /srv"],
    [
      "useradd reads long options",
      "useradd --uid=1001 --gid www --no-log-init app",
      "app",
      "yes 1001 www /home/app",
    ],
    ["useradd without a group of its own", "useradd -N -c 'a b' app", "app", "yes - - /home/app"],
    [
      "useradd with short options in one word",
      "useradd -mUs /bin/sh -u1001 app",
      "app",
      "yes 1001 app /home/app",
    ],
    ["Debian's adduser", "adduser --system --group --uid 999 --home /a app", "app", "yes 999 - /a"],
    [
      "Debian's adduser asks for no details",
      'adduser --disabled-password --gecos "" app',
      "app",
      "yes - app /home/app",
    ],
    ["Debian's adduser with a group", "adduser --gid 5 --no-create-home app", "app", "yes - 5 /home/app"],
    ["busybox's adduser", "adduser -S -D -H -h /a -u 7 -G www app", "app", "yes 7 www /a"],
    ["busybox's adduser takes -g for a name", "adduser -D -g 'A B' app", "app", "yes - app /home/app"],
    ["adduser with two names makes nobody", "adduser app www", "app", "maybe - - -"],
    ["usermod gives another number", "useradd app && usermod -u 5 -d /x app", "app", "yes 5 app /x"],
    ["usermod renames", "useradd -u 5 a && usermod -l b a", "b", "yes 5 a /home/a"],
    ["usermod on who the base has", "usermod -u 5 www-data", "www-data", "yes 5 - -"],
    ["userdel", "useradd app && userdel -r app", "app", "no - app /home/app"],
    [
      "deluser with a group takes nobody away",
      "useradd app && deluser app www",
      "app",
      "yes - app /home/app",
    ],
    ["a variable of the shell", "U=app && useradd -u 3 $U", "app", "yes 3 app /home/app"],
    ["by number", "useradd -u 3 app", "3", "yes 3 app /home/app"],
  ];
  for (const [name, commands, user, expected] of rows) {
    it(name, () => assert.equal(userLine(endOf(commands), user), expected));
  }

  it("get a home folder where that is said or certain", () => {
    const homes = ["useradd -m a", "useradd a", "useradd -M a", "adduser -D a", "adduser -D -H a"].map(
      (commands) => {
        const { files } = endOf(`rm -rf /home/a && ${commands}`);
        return files.whetherExists("/home/a");
      },
    );
    assert.deepEqual(homes, ["yes", "maybe", "no", "yes", "no"]);
  });
});

describe("groups", () => {
  it("are made with their number", () => {
    const state = endOf("groupadd -r -g 5 a && addgroup -S b && addgroup --gid 7 c && groupdel b");
    const known = ["a", "b", "c", "d"].map((name) => {
      const { exists, id } = findGroup(state, name);
      return `${exists} ${id ?? "-"}`;
    });
    assert.deepEqual(known, ["yes 5", "no -", "yes 7", "maybe -"]);
  });
});

describe("a user's own group", () => {
  it("is made for system users by useradd alone", () => {
    const state = endOf("useradd -r a && adduser --system b");
    assert.deepEqual(
      ["a", "b"].map((name) => findGroup(state, name).exists),
      ["yes", "maybe"],
    );
  });

  it("goes with the user, unless another is in it", () => {
    const state = endOf("useradd a && userdel a && useradd b && useradd -g b c && userdel b");
    assert.deepEqual(
      ["a", "b"].map((name) => findGroup(state, name).exists),
      ["no", "maybe"],
    );
  });
});

describe("facts about accounts", () => {
  it("say who was made, changed and removed", () => {
    const text = "FROM a\nRUN groupadd g && useradd -u 5 -g g app && usermod -u 6 app; userdel app";
    const step = evaluateDockerfile(parseDockerfile("Dockerfile", text)).stages[0]?.steps[0];
    const told = (step?.run?.facts ?? []).flatMap((fact: RunFact) =>
      fact.kind === "account"
        ? [`${fact.action} ${fact.subject} ${fact.name} ${fact.id ?? "-"} ${fact.runs}`]
        : [],
    );
    assert.deepEqual(told, [
      "make group g - yes",
      "make user app 5 maybe",
      "change user app 6 maybe",
      "remove user app 6 yes",
    ]);
  });
});
