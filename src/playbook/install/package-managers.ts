/** The commands of each package manager of an operating system. */
const COMMANDS: ReadonlyMap<string, string> = new Map([
  ["apt-get", "apt"],
  ["apt", "apt"],
  ["aptitude", "apt"],
  ["apt-cache", "apt"],
  ["apk", "apk"],
  ["dnf", "dnf"],
  ["yum", "yum"],
  ["microdnf", "microdnf"],
  ["zypper", "zypper"],
  ["pacman", "pacman"],
]);

/** Whether a command is a package manager of an operating system. */
export function isPackageManager(name: string): boolean {
  return COMMANDS.has(name);
}
