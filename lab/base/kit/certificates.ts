import { existsSync } from "node:fs";
import { copyFile, mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";

/** The extra certificates that this machine trusts, copied into a folder. */
export async function copyCertificates(folder: string): Promise<void> {
  const from = "/usr/local/share/ca-certificates";
  await mkdir(folder, { recursive: true });
  const names = existsSync(from) ? await readdir(from) : [];
  for (const name of names.filter((file) => file.endsWith(".crt"))) {
    await copyFile(join(from, name), join(folder, name));
  }
}
