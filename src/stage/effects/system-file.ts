import { readWords } from "../command-line.ts";
import { defineEffect } from "./define-effect.ts";

/** Where each command writes: settings and registers of the system, which no Dockerfile names file by file. */
const PLACES: ReadonlyMap<string, readonly string[]> = new Map([
  ["add-apt-repository", ["/etc/apt/sources.list.d", "/etc/apt/trusted.gpg.d"]],
  ["apt-add-repository", ["/etc/apt/sources.list.d", "/etc/apt/trusted.gpg.d"]],
  ["yum-config-manager", ["/etc/yum.repos.d"]],
  ["locale-gen", ["/usr/lib/locale"]],
  ["localedef", ["/usr/lib/locale"]],
  ["update-ca-certificates", ["/etc/ssl/certs"]],
  ["update-ca-trust", ["/etc/pki/ca-trust/extracted"]],
  ["a2enmod", ["/etc/apache2/mods-enabled"]],
  ["a2dismod", ["/etc/apache2/mods-enabled"]],
  ["a2ensite", ["/etc/apache2/sites-enabled"]],
  ["a2dissite", ["/etc/apache2/sites-enabled"]],
  ["a2enconf", ["/etc/apache2/conf-enabled"]],
  ["a2disconf", ["/etc/apache2/conf-enabled"]],
  ["fc-cache", ["/var/cache/fontconfig"]],
  ["update-rc.d", ["/etc"]],
]);

/** Commands that set the system up: they write into folders of the system and leave all others alone. */
export const effect = defineEffect({
  names: [...PLACES.keys()],
  apply: (use, machine) => {
    const { options } = readWords(use);
    if (options.has("--help") || options.has("--version")) return;
    for (const place of PLACES.get(use.name ?? "") ?? []) machine.fill(place);
  },
});
