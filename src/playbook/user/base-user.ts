import { limits, type Whether } from "../../base/index.ts";
import { type ImageReference, repositoryName } from "../../reference/index.ts";
import type { EvaluatedStage } from "../../stage/index.ts";

/**
 * Whether a stage's base image starts what it starts as root, where no USER says anything. Images that start
 * as root and hand over to a user of their own (databases with an entry script) count as "no".
 */
export function whetherBaseIsRoot(stage: EvaluatedStage): Whether {
  const { base: known } = stage.start;
  if (known.kind === "known") {
    const { uid, name } = known.image.user;
    // Where the table tells no user, the name may still tell.
    if (uid !== undefined || name !== undefined) {
      const isRoot = uid === 0 || (uid === undefined && name === "root");
      return isRoot && !HAND_OVER.has(known.image.repository) ? "yes" : "no";
    }
  }
  let below = stage;
  for (let depth = 0; depth < limits.stageDepth; depth++) {
    if (below.base.kind === "scratch") return "yes";
    if (below.base.kind === "image") return whetherImageIsRoot(below.base.reference);
    if (below.base.kind !== "stage") return "maybe";
    below = below.base.stage;
  }
  return "maybe";
}

function whetherImageIsRoot(reference: ImageReference): Whether {
  const tag = reference.tag ?? "";
  if (/nonroot|non-root|unprivileged|rootless|chiseled|distroless/i.test(tag)) return "no";
  const repository = repositoryName(reference).replace(MIRRORS, "docker.io/library/");
  if (HAND_OVER.has(repository)) return "no";
  return ROOT.has(repository) || ROOT_FOLDERS.test(repository) ? "yes" : "maybe";
}

/** Registries that hold Docker Hub's official images under another name. */
const MIRRORS = /^(?:public\.ecr\.aws\/docker\/library|mirror\.gcr\.io\/library)\//;

/** Repositories whose images all start as root unless their tag says otherwise. */
const ROOT_FOLDERS =
  /^(?:gcr\.io\/distroless\/|mcr\.microsoft\.com\/dotnet\/|registry\.access\.redhat\.com\/ubi[0-9]+(?:\/ubi(?:-minimal|-micro)?)?$)/;

/** Systems and languages: root in every tag that is published. */
const ROOT: ReadonlySet<string> = new Set([
  ...(
    "almalinux alpine amazoncorretto amazonlinux archlinux bash buildpack-deps busybox caddy centos clojure composer " +
    "dart debian drupal eclipse-temurin elixir erlang fedora gcc golang haskell haxe httpd ibm-semeru-runtimes ibmjava " +
    "joomla julia maven mono nginx node openjdk oraclelinux perl php pypy python r-base rockylinux ros ruby rust " +
    "sapmachine swift swipl tomcat tomee ubuntu wordpress"
  )
    .split(" ")
    .map((name) => `docker.io/library/${name}`),
  "docker.io/nvidia/cuda",
  "nvcr.io/nvidia/cuda",
  "docker.io/oven/bun",
  "docker.io/opensuse/leap",
  "docker.io/opensuse/tumbleweed",
]);

/** Official images whose entry script starts as root and gives its rights away before the server runs. */
const HAND_OVER: ReadonlySet<string> = new Set(
  (
    "aerospike arangodb cassandra consul couchbase couchdb crate eclipse-mosquitto flink ghost influxdb mariadb " +
    "memcached mongo mysql nextcloud odoo percona postgres rabbitmq redis redmine rethinkdb sonarqube vault zookeeper"
  )
    .split(" ")
    .map((name) => `docker.io/library/${name}`),
);
