/** An absolute path without `.`, `..`, doubled and trailing slashes; `/` separates, a drive letter is a root. */
export function absolutePath(path: string, from: string): string {
  const full = isAbsolute(path) ? path : `${from}/${path}`;
  const [root] = /^(?:[A-Za-z]:)?\//.exec(full) ?? [""];
  const parts: string[] = [];
  for (const part of full.slice(root.length).split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return root + parts.join("/");
}

/** The path of an entry of a folder; the empty folder and `.` add nothing, as users write paths. */
export function entryPath(folder: string, name: string): string {
  if (folder === "" || folder === ".") return name;
  return folder.endsWith("/") ? folder + name : `${folder}/${name}`;
}

/** The folder that holds an absolute path; a root holds itself. */
export function parentPath(path: string): string {
  const slash = path.lastIndexOf("/");
  const root = /^(?:[A-Za-z]:)?\//.exec(path)?.[0] ?? "/";
  return slash < root.length ? root : path.slice(0, slash);
}

/** An absolute path seen from a folder above it (`.` for that folder itself); as it is from anywhere else. */
export function relativePath(path: string, folder: string): string {
  if (path === folder) return ".";
  const prefix = folder.endsWith("/") ? folder : `${folder}/`;
  return path.startsWith(prefix) ? path.slice(prefix.length) : path;
}

/** The last part of a path. */
export function pathName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** A folder and those above it, nearest first, up to `root`; the folder alone where `root` is not above it. */
export function foldersUpTo(folder: string, root: string): readonly string[] {
  const isBelow = folder === root || folder.startsWith(root.endsWith("/") ? root : `${root}/`);
  const folders = [folder];
  for (let at = folder; isBelow && at !== root; ) {
    at = parentPath(at);
    folders.push(at);
  }
  return folders;
}

function isAbsolute(path: string): boolean {
  return /^(?:[A-Za-z]:)?\//.test(path);
}
