/**
 * A registry on loopback: the OCI distribution API 1.1 over OCI layouts on disk, and the mirror of every
 * image-name domain for the lab's engines.
 *
 * It knows the protocol, what manifests lead to, and how to keep both safe from broken connections, crashes
 * and hostile input. It deliberately knows no accounts (whoever reaches it may write), no TLS, and no other
 * registry: what was not pushed to it is not there. One process at a time opens a folder.
 *
 * On disk, `repositories/NAME/_layout` is an OCI layout of its own: `index.json` lists all manifests of the
 * repository, with their tags in `org.opencontainers.image.ref.name`, and any tool that reads layouts reads
 * it. `blobs/` beside it holds each blob once; the layouts have links to it, so that a blob is in a
 * repository if its file is there, and leaves the disk with the last repository that has it. Bytes come into
 * `uploads/` and get their place under their digest only when they are whole and have that digest.
 *
 * Names: each image-name domain has a path prefix of its own, so that domains never meet. It is the domain
 * itself, with an underscore for the colon before a port, and nothing for the default domain, whose mirror
 * is asked for plain paths. With the registry at ADDRESS:
 *
 *   python:3.13-slim                      ADDRESS/library/python:3.13-slim
 *   gcr.io/distroless/static-debian13     ADDRESS/gcr.io/distroless/static-debian13
 *   registry.example:8443/team/app        ADDRESS/registry.example_8443/team/app
 *
 * Push to the names on the right (`mirrorLocation`). A mirror's client comes by the prefix in its settings,
 * or by `?ns=DOMAIN`, or both. What the settings say, for the default domain and gcr.io:
 *
 *   buildkitd.toml (renderBuildkitMirrors)     daemon.json (daemonMirrors)
 *     [registry."docker.io"]                     "registry-mirrors": ["http://ADDRESS"],
 *       mirrors = ["ADDRESS"]                    "insecure-registries": ["ADDRESS"]
 *     [registry."gcr.io"]
 *       mirrors = ["ADDRESS/gcr.io"]
 *     [registry."ADDRESS"]
 *       http = true
 *
 *   registries.conf (renderRegistriesConf)
 *     [[registry]]
 *     prefix = "gcr.io"
 *     location = "gcr.io"
 *     [[registry.mirror]]
 *     location = "ADDRESS/gcr.io"
 *     insecure = true
 */
export {
  type DaemonMirrorSettings,
  daemonMirrors,
  mirrorLocation,
  renderBuildkitMirrors,
  renderRegistriesConf,
} from "./mirror-settings.ts";
export { type RegistryOptions, type RunningRegistry, startRegistry } from "./server.ts";
