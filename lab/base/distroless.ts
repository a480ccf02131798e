import { mkdir } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { copyCertificates } from "./kit/certificates.ts";
import type { BaseImage, Kit, NotProvable } from "./kit/definition.ts";
import { type UnpackedLayer, unpackLayer } from "./kit/unpack.ts";

const PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
const STORE = "/etc/ssl/certs/java/cacerts";

interface Release {
  readonly number: "12" | "13";
  readonly suite: string;
  readonly packages: Readonly<Record<string, string>>;
}

const RELEASES: readonly Release[] = [
  {
    number: "13",
    suite: "trixie",
    packages: {
      static: "base-files netbase tzdata tzdata-legacy media-types ca-certificates",
      libc: "libc6",
      ssl: "libssl3t64 libzstd1 zlib1g",
      cc: "gcc-14-base libgcc-s1 libgomp1 libstdc++6",
      python3:
        "libbz2-1.0 libc-bin libcom-err2 libcrypt1 libdb5.3t64 libexpat1 libffi8 libgssapi-krb5-2 libk5crypto3 " +
        "libkeyutils1 libkrb5-3 libkrb5support0 liblzma5 libncursesw6 libnsl2 libpython3.13-minimal " +
        "libpython3.13-stdlib libreadline8t64 libsqlite3-0 libtinfo6 libtirpc3t64 libuuid1 python3.13-minimal " +
        "python3.13-venv",
      "java-base":
        "fontconfig-config fonts-dejavu-core gcc-14-base libbrotli1 libbz2-1.0 libcrypt1 libexpat1 libfontconfig1 " +
        "libfreetype6 libgcc-s1 libjpeg62-turbo liblcms2-2 libpng16-16t64 libstdc++6 libuuid1",
      // The maker's own Java brings these inside; Debian's takes them from the system.
      jre: "openjdk-21-jre-headless libharfbuzz0b libgraphite2-3 libglib2.0-0t64 libpcre2-8-0",
      jdk: "openjdk-21-jdk-headless",
    },
  },
  {
    number: "12",
    suite: "bookworm",
    packages: {
      static: "base-files netbase tzdata media-types ca-certificates",
      libc: "libc6",
      ssl: "libssl3",
      cc: "gcc-12-base libgcc-s1 libgomp1 libstdc++6",
      python3:
        "libbz2-1.0 libc-bin libcom-err2 libcrypt1 libdb5.3 libexpat1 libffi8 libgssapi-krb5-2 libk5crypto3 " +
        "libkeyutils1 libkrb5-3 libkrb5support0 liblzma5 libncursesw6 libnsl2 libpython3.11-minimal " +
        "libpython3.11-stdlib libreadline8 libsqlite3-0 libtinfo6 libtirpc3 libuuid1 python3.11-minimal zlib1g",
      "java-base":
        "fontconfig-config fonts-dejavu-core gcc-12-base libbrotli1 libbz2-1.0 libcrypt1 libexpat1 libfontconfig1 " +
        "libfreetype6 libgcc-s1 libjpeg62-turbo liblcms2-2 libpng16-16 libstdc++6 libuuid1 zlib1g",
    },
  },
];

interface Family {
  readonly name: string;
  readonly group?: string;
  readonly needs?: readonly string[];
  /** The layers from the bottom, and further ones of the debug images. */
  readonly layers: readonly string[];
  readonly debugLayers?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly entrypoint?: (release: Release) => readonly string[];
  /** Releases on which it cannot be made are left out. */
  readonly releases?: readonly string[];
}

const LIBC = ["static", "libc"];
const BASE = [...LIBC, "ssl"];
const UTF8 = { LANG: "C.UTF-8" };

const FAMILIES: readonly Family[] = [
  { name: "static", layers: ["static"] },
  { name: "base-nossl", layers: LIBC },
  { name: "base", layers: BASE },
  { name: "cc", layers: [...BASE, "cc"] },
  {
    name: "python3",
    layers: [...BASE, "cc", "python3"],
    environment: UTF8,
    entrypoint: ({ number }) => [number === "13" ? "/usr/bin/python3.13" : "/usr/bin/python3.11"],
  },
  ...["22", "24"].map((major) => ({
    name: `nodejs${major}`,
    needs: [`node:${major}-slim`],
    layers: [...BASE, "cc", `node:${major}`],
    entrypoint: () => ["/nodejs/bin/node"],
  })),
  { name: "java-base", group: "distroless-java", layers: [...BASE, "java-base"], environment: UTF8 },
  {
    name: "java21",
    group: "distroless-java",
    needs: ["eclipse-temurin:21-jre"],
    layers: [...BASE, "java-base", "jre", "store"],
    debugLayers: ["jdk"],
    environment: UTF8,
    entrypoint: () => ["/usr/bin/java", "-jar"],
    releases: ["13"],
  },
];

/** Google's images without a shell: packages unpacked, none of their scripts run, as the originals are made. */
export const bases: readonly BaseImage[] = RELEASES.flatMap((release) => {
  return FAMILIES.filter(({ releases }) => releases?.includes(release.number) ?? true).flatMap((family) => {
    return ["", "nonroot", "debug", "debug-nonroot"].map((variant) => image(release, family, variant));
  });
});

/** What cannot be made of them. */
export const notProvable: readonly NotProvable[] = [
  {
    names: "gcr.io/distroless/java17, java25, java21-debian12",
    why: "Debian has OpenJDK 21 on trixie alone, 17 on bookworm alone and 25 on neither, and the maker's own packages cannot be reached.",
  },
  {
    names: "gcr.io/distroless/nodejs20, nodejs26",
    why: "Nothing here is built on them; they would be made as nodejs24 is.",
  },
];

function image(release: Release, family: Family, variant: string): BaseImage {
  const isDebug = variant.startsWith("debug");
  const isNonroot = variant.endsWith("nonroot");
  const tag = variant === "" ? "latest" : variant;
  const repositories = [`${family.name}-debian${release.number}`];
  // The short names stand for the newer release.
  if (release.number === "13") repositories.push(family.name);
  const layers = [...family.layers, ...(isDebug ? [...(family.debugLayers ?? []), "busybox"] : [])];
  const entrypoint = family.entrypoint?.(release) ?? (isDebug ? ["/busybox/sh"] : undefined);
  const environment = {
    PATH: isDebug ? `${PATH}:/busybox` : PATH,
    SSL_CERT_FILE: "/etc/ssl/certs/ca-certificates.crt",
    ...family.environment,
  };
  return {
    names: repositories.map((repository) => `gcr.io/distroless/${repository}:${tag}`),
    group: family.group ?? "distroless",
    needs: family.needs ?? [],
    made: `Debian ${release.number}'s packages unpacked without running anything, as the original is made; unlike the original it trusts this machine's extra certificates${
      isDebug ? ", and its BusyBox is Debian's, with fewer applets" : ""
    }${family.name === "java21" ? ", and its Java is Debian's OpenJDK, not Temurin" : ""}.`,
    async make(kit) {
      const folders = new Set<string>();
      const steps: string[] = [];
      for (const layer of layers) {
        if (layer === "store") {
          steps.push(`COPY --from=eclipse-temurin:21-jre ${STORE} ${STORE}`);
        } else if (layer.startsWith("node:")) {
          steps.push(`COPY --from=${layer}-slim /usr/local/bin/node /nodejs/bin/node`);
        } else {
          const folder = await prepareLayer(kit, release, layer);
          folders.add(dirname(folder));
          steps.push(`ADD ${basename(folder)}/layer.tar /`);
        }
      }
      // All layers are kept side by side; of that folder only the files that are named are sent.
      const [context = kit.scratch] = folders;
      await kit.build({ context, dockerfile: renderDockerfile(steps, environment, entrypoint, isNonroot) });
    },
  };
}

function renderDockerfile(
  steps: readonly string[],
  environment: Readonly<Record<string, string>>,
  entrypoint: readonly string[] | undefined,
  isNonroot: boolean,
): string {
  return [
    "FROM scratch",
    ...steps,
    ...Object.entries(environment).map(([name, value]) => `ENV ${name}=${value}`),
    ...(entrypoint === undefined ? [] : [`ENTRYPOINT ${JSON.stringify(entrypoint)}`]),
    `USER ${isNonroot ? "65532" : "0"}`,
    `WORKDIR ${isNonroot ? "/home/nonroot" : "/"}`,
    "",
  ].join("\n");
}

/** The folder of one layer, made once for all images of a release. */
async function prepareLayer(kit: Kit, { number, suite, packages }: Release, name: string): Promise<string> {
  const isMerged = number === "13";
  const layer = (given: Partial<UnpackedLayer>): UnpackedLayer => ({
    ...{ suite, isMerged, packages: (packages[name] ?? "").split(" ") },
    ...given,
  });
  const kept = `distroless-${number}-${name}`;
  if (name === "busybox") {
    return unpackLayer(kit, kept, layer({ packages: ["busybox-static"], afterwards: BUSYBOX }));
  }
  if (name === "static") {
    const certificates = join(kit.scratch, "certificates");
    await mkdir(certificates, { recursive: true });
    await copyCertificates(certificates);
    return unpackLayer(kit, kept, layer({ afterwards: STATIC, words: [certificates] }));
  }
  return unpackLayer(kit, kept, layer({ afterwards: AFTER[name] ?? "true" }));
}

/** $1 the extra certificates. Accounts, folders and the bundle of certificates, which the package would make. */
const STATIC = `
mkdir -p etc/ssl/certs home/nonroot root tmp var/tmp run
cat > etc/passwd <<'X'
root:x:0:0:root:/root:/sbin/nologin
nobody:x:65534:65534:nobody:/nonexistent:/sbin/nologin
nonroot:x:65532:65532:nonroot:/home/nonroot:/sbin/nologin
X
cat > etc/group <<'X'
root:x:0:
nobody:x:65534:
tty:x:5:
staff:x:50:
nonroot:x:65532:
X
printf 'hosts: files dns\\n' > etc/nsswitch.conf
chown 65532:65532 home/nonroot; chmod 700 home/nonroot root; chmod 1777 tmp var/tmp
find usr/share/ca-certificates -name '*.crt' | sort | xargs cat > etc/ssl/certs/ca-certificates.crt
find "$1" -name '*.crt' | sort | xargs -r cat >> etc/ssl/certs/ca-certificates.crt
rm -rf usr/share/ca-certificates usr/sbin/update-ca-certificates etc/ca-certificates var/lib/dpkg/status.d/ca-certificates*
`;

/** Applets of Debian's BusyBox to which the original has no links. */
const UNLINKED_APPLETS =
  "arch ascii bc crc32 fallocate getfattr i2ctransfer ifdown ifup logread mim nologin nsenter nslookup nuke resume run-init svok tc ts udhcpc6 unshare";

/** BusyBox with a link for each of its applets, and nothing else of its package. */
const BUSYBOX = `
mkdir busybox; cp "$(find . -path '*bin/busybox')" busybox/busybox
for name in $(busybox/busybox --list); do case " busybox ${UNLINKED_APPLETS} " in *" $name "*) ;; *) ln -s /busybox/busybox "busybox/$name" ;; esac; done
find . -mindepth 1 -maxdepth 1 ! -name busybox -exec rm -rf '{}' +
`;

/** What the originals add to the packages of a layer. */
const AFTER: Readonly<Record<string, string>> = {
  python3: `program=$(ls usr/bin | grep -x 'python3\\.[0-9]*'); ln -s "$program" usr/bin/python3; ln -s "$program" usr/bin/python`,
  jre: "mkdir -p usr/bin; ln -s ../lib/jvm/java-21-openjdk-amd64/bin/java usr/bin/java; ln -s java-21-openjdk-amd64 usr/lib/jvm/temurin-21-jre-amd64",
  jdk: "ln -s java-21-openjdk-amd64 usr/lib/jvm/temurin-21-jdk-amd64",
};
