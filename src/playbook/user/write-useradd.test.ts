import assert from "node:assert/strict";
import { test } from "node:test";
import { mapWhole } from "../../base/index.ts";
import { listCommands, parseShell } from "../../shell/index.ts";
import { writeUseradd } from "./write-useradd.ts";

function check(name: string, command: string, expected: string | undefined): void {
  test(name, () => {
    const use = listCommands(parseShell(mapWhole(command, 0))).commands[0];
    assert.ok(use);
    assert.equal(writeUseradd(use), expected);
  });
}

check(
  "an account of the system has no home and no group of its own",
  "adduser --system --uid 1001 nextjs",
  "useradd --system --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin --uid 1001 --gid nogroup nextjs",
);
check(
  "--group gives it a group of its own",
  "adduser --system --group app",
  "useradd --system --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin --user-group app",
);
check(
  "people get a home and bash",
  "adduser --disabled-password --gecos '' --uid=5678 app",
  "useradd --create-home --shell /bin/bash --uid 5678 --user-group app",
);
check(
  "the letters of BusyBox mean the same",
  "adduser -D -H -u 10001 -G staff app",
  "useradd --no-create-home --shell /bin/bash --uid 10001 --gid staff app",
);
check("a group has a number", "addgroup --system --gid 1001 nodejs", "groupadd --system --gid 1001 nodejs");
check("two names add to a group", "adduser app video", "usermod --append --groups video app");
check(
  "a remark keeps its quotes",
  'adduser --gecos "It\'s me" app',
  "useradd --create-home --shell /bin/bash --user-group --comment 'It'\\''s me' app",
);
check("another option forbids it", "adduser --add_extra_groups app", undefined);
check("a variable forbids it", "adduser $NAME", undefined);
