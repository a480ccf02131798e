/**
 * The shortest path that means the same: without `.`, doubled and trailing slashes, and with `..` resolved as
 * far as the text allows. The empty path is `.`. As Go's `filepath.Clean`, with `/` as the separator.
 */
export function cleanPath(path: string): string {
  const isRooted = path.startsWith("/");
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") parts.push(part);
    else if (parts.length > 0 && parts.at(-1) !== "..") parts.pop();
    else if (!isRooted) parts.push(part);
  }
  const joined = parts.join("/");
  if (isRooted) return `/${joined}`;
  return joined === "" ? "." : joined;
}
