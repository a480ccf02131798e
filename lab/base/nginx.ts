import type { BaseImage, NotProvable } from "./kit/definition.ts";

/** Trixie's. The build stops where it has another. */
const VERSION = "1.26.3";

const MADE =
  "Debian trixie's nginx, with accounts, paths, logs and entry point laid out as the maker's own package has them; older than the original, and without nginx-debug and njs";

/** nginx and its image without privileges, on Debian. */
export const bases: readonly BaseImage[] = [
  {
    names: ["latest", "stable", "mainline", "1", "trixie", "stable-trixie", "mainline-trixie"].map(
      (tag) => `nginx:${tag}`,
    ),
    group: "nginx",
    needs: ["debian:trixie-slim"],
    made: `${MADE}.`,
    async make(kit) {
      await kit.build({ dockerfile: NGINX });
    },
  },
  {
    names: ["latest", "stable", "mainline", "1"].map((tag) => `nginxinc/nginx-unprivileged:${tag}`),
    group: "nginx",
    needs: ["debian:trixie-slim"],
    made: `${MADE}; changed to run as user 101 on port 8080, as the original is.`,
    async make(kit) {
      await kit.build({ dockerfile: UNPRIVILEGED });
    },
  },
];

/** What cannot be made of nginx's images. */
export const notProvable: readonly NotProvable[] = [
  {
    names: "nginx:perl, nginx:otel",
    why: "Their modules come from the maker's own packages, which cannot be reached.",
  },
];

/** Templates are filled in before the server starts: the one part of the original's start that people build on. */
const TEMPLATES = `#!/bin/sh
set -eu
from=/etc/nginx/templates to=/etc/nginx/conf.d
[ -d "$from" ] || exit 0
names=$(env | sed -n 's/^\\\\([A-Za-z_][A-Za-z0-9_]*\\\\)=.*/\${\\\\1}/p' | tr '\\\\n' ' ')
find -L "$from" -type f -name '*.template' | while read -r file; do
  target="$to/\${file#"$from/"}"
  target="\${target%.template}"
  mkdir -p "$(dirname "$target")"
  envsubst "$names" < "$file" > "$target"
done
`;

const ENTRYPOINT = `#!/bin/sh
set -e
case "$1" in
  nginx | nginx-debug) for file in /docker-entrypoint.d/*.sh; do [ ! -x "$file" ] || "$file"; done ;;
esac
exec "$@"
`;

const CONFIGURATION = `user  nginx;
worker_processes  auto;
error_log  /var/log/nginx/error.log notice;
pid        /run/nginx.pid;
events { worker_connections  1024; }
http {
    include       /etc/nginx/mime.types;
    default_type  application/octet-stream;
    access_log  /var/log/nginx/access.log;
    sendfile        on;
    keepalive_timeout  65;
    include /etc/nginx/conf.d/*.conf;
}
`;

const SITE = `server {
    listen       80;
    server_name  localhost;
    location / {
        root   /usr/share/nginx/html;
        index  index.html index.htm;
    }
    error_page   500 502 503 504  /50x.html;
    location = /50x.html { root   /usr/share/nginx/html; }
}
`;

const PAGE = `<!DOCTYPE html>
<html><head><title>Welcome to nginx!</title></head><body><h1>Welcome to nginx!</h1></body></html>
`;

/** An instruction that writes a file; the text is taken as it is. */
function write(path: string, text: string, mode = "644"): string {
  return `COPY --chmod=${mode} <<'END' ${path}\n${text}END\n`;
}

/** What both images share. */
const SHARED = `FROM debian:trixie-slim
RUN set -e; groupadd --system --gid 101 nginx; \\
  useradd --system --gid nginx --no-create-home --home-dir /nonexistent --shell /bin/false --uid 101 nginx; \\
  apt-get update; apt-get install -y --no-install-recommends ca-certificates curl gettext-base nginx; \\
  rm -rf /var/lib/apt/lists/* /var/www /etc/nginx/sites-* /etc/nginx/snippets /etc/nginx/nginx.conf; \\
  mkdir -p /etc/nginx/conf.d /usr/share/nginx/html /var/cache/nginx /docker-entrypoint.d; \\
  ln -sf /dev/stdout /var/log/nginx/access.log; ln -sf /dev/stderr /var/log/nginx/error.log
${write("/etc/nginx/nginx.conf", CONFIGURATION)}${write("/etc/nginx/conf.d/default.conf", SITE)}${write("/usr/share/nginx/html/index.html", PAGE)}${write("/usr/share/nginx/html/50x.html", PAGE)}${write("/docker-entrypoint.sh", ENTRYPOINT, "755")}${write("/docker-entrypoint.d/20-envsubst-on-templates.sh", TEMPLATES, "755")}RUN nginx -t && nginx -v 2>&1 | grep -qx "nginx version: nginx/${VERSION}" && rm -f /run/nginx.pid
ENV NGINX_VERSION=${VERSION} PKG_RELEASE=1~trixie
ENTRYPOINT ["/docker-entrypoint.sh"]
STOPSIGNAL SIGQUIT
CMD ["nginx", "-g", "daemon off;"]
`;

const NGINX = `${SHARED}EXPOSE 80\n`;

const UNPRIVILEGED = `${SHARED}RUN set -e; sed -i -e '/^user /d' -e 's#^pid .*#pid        /tmp/nginx.pid;#' /etc/nginx/nginx.conf; \\
  sed -i 's/listen  *80;/listen       8080;/' /etc/nginx/conf.d/default.conf; \\
  paths=$(for name in client proxy fastcgi uwsgi scgi; do \\
    [ "$name" = client ] && directive=client_body_temp_path || directive=\${name}_temp_path; \\
    printf '    %s /tmp/%s_temp;\\\\n' "$directive" "$name"; done); \\
  sed -i "s#^http {#http {\\\\n$paths#" /etc/nginx/nginx.conf; \\
  chown -R 101:0 /var/cache/nginx /etc/nginx; chmod -R g+w /var/cache/nginx /etc/nginx; nginx -t; rm -f /tmp/nginx.pid
EXPOSE 8080
USER 101
`;
