const NAMED = /^(?:dockerfile|containerfile)(?:\.(.+))?$/i;
const ENDING = /^.+\.dockerfile$/i;

// The last ending of what only looks like a Dockerfile: ignore files, notes, templates, backups.
const OTHER_ENDINGS = new Set(
  `dockerignore containerignore md j2 tmpl template tpl erb mustache in jinja jinja2 gotmpl ejs hbs
  bak orig swp rej`.split(/\s+/),
);

// In lower case these are files about Dockerfiles (`dockerfile.go`), while `Dockerfile.go` builds a Go program.
const SOURCE_ENDINGS = new Set(
  `c cc cpp cs css go h html java js json jsx kt lua mjs php pl png py rb rs rst scala sh sublime-syntax svg swift toml
  ts tsx txt vim vue xml yaml yml`.split(/\s+/),
);

/**
 * Whether a file is called like a Dockerfile: `Dockerfile`, `Dockerfile.*`, `*.Dockerfile`, `Containerfile`,
 * `Containerfile.*`, in any case; not an ignore file, a note, a template, a backup, or source code about them.
 */
export function isDockerfileName(name: string): boolean {
  const suffix = NAMED.exec(name);
  if (suffix === null && !ENDING.test(name)) return false;
  if (name.endsWith("~")) return false;
  const ending = suffix?.[1]?.split(".").at(-1)?.toLowerCase();
  if (ending === undefined) return true;
  if (OTHER_ENDINGS.has(ending)) return false;
  return !(/^[dc]/.test(name) && SOURCE_ENDINGS.has(ending));
}
