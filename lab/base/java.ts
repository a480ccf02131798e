import type { BaseImage, NotProvable } from "./kit/definition.ts";

const MAVEN = "3.9.11";

/** What the original installs, and what Ubuntu has and Debian leaves out. */
const PACKAGES =
  "binutils ca-certificates curl e2fsprogs fontconfig gpg gpgv locales openssl p11-kit procps sensible-utils tzdata wget";

const MADE =
  "Debian's OpenJDK 21 linked to /opt/java/openjdk on debian:trixie-slim; the original is Temurin on Ubuntu, of which nothing can be had here";

/** Java's images as far as Debian's OpenJDK can stand in for Temurin. */
export const bases: readonly BaseImage[] = [
  {
    names: ["eclipse-temurin:21-jre"],
    group: "java",
    needs: ["debian:trixie-slim"],
    made: `${MADE}.`,
    async make(kit) {
      await kit.build({
        dockerfile: `FROM debian:trixie-slim
ENV JAVA_HOME=/opt/java/openjdk PATH=/opt/java/openjdk/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
ENV LANG=en_US.UTF-8 LANGUAGE=en_US:en LC_ALL=en_US.UTF-8
RUN set -e; useradd --create-home --uid 1000 --shell /bin/bash ubuntu; apt-get update; \\
  LC_ALL=C apt-get install -y --no-install-recommends ${PACKAGES} openjdk-21-jre-headless; \\
  echo "en_US.UTF-8 UTF-8" >> /etc/locale.gen; LC_ALL=C locale-gen en_US.UTF-8; rm -rf /var/lib/apt/lists/*; \\
  mkdir -p /opt/java; ln -s /usr/lib/jvm/java-21-openjdk-amd64 /opt/java/openjdk; \\
  printf '#!/bin/sh\\nexec "$@"\\n' > /__cacert_entrypoint.sh; chmod 755 /__cacert_entrypoint.sh; java -version
ENV JAVA_VERSION=jdk-21
ENTRYPOINT ["/__cacert_entrypoint.sh"]
`,
      });
    },
  },
  {
    names: ["eclipse-temurin:21-jdk", "eclipse-temurin:21"],
    group: "java",
    needs: ["eclipse-temurin:21-jre"],
    made: `${MADE}.`,
    async make(kit) {
      await kit.build({
        dockerfile: `FROM eclipse-temurin:21-jre
RUN apt-get update && apt-get install -y --no-install-recommends openjdk-21-jdk-headless && rm -rf /var/lib/apt/lists/* && javac -version
CMD ["jshell"]
`,
      });
    },
  },
  {
    names: ["maven:3-eclipse-temurin-21", "maven:3.9-eclipse-temurin-21"],
    group: "java",
    needs: ["eclipse-temurin:21-jdk"],
    made: `Apache Maven ${MAVEN} from Maven Central on the stand-in for eclipse-temurin:21-jdk; unlike the original it stands on Debian and its Java is Debian's OpenJDK.`,
    async make(kit) {
      const folder = await kit.keep(`maven-${kit.definition}`, async (kept) => {
        kit.say("fetching Maven");
        const artifact = `-Dartifact=org.apache.maven:apache-maven:${MAVEN}:tar.gz:bin`;
        await kit.run("mvn", ["-q", "-B", "dependency:copy", artifact, `-DoutputDirectory=${kept}`]);
      });
      await kit.build({
        context: folder,
        dockerfile: `FROM eclipse-temurin:21-jdk
RUN apt-get update && apt-get install -y --no-install-recommends git openssh-client && rm -rf /var/lib/apt/lists/*
ADD apache-maven-${MAVEN}-bin.tar.gz /usr/share/
ENV MAVEN_HOME=/usr/share/maven MAVEN_CONFIG=/root/.m2
RUN set -e; mv /usr/share/apache-maven-${MAVEN} /usr/share/maven; ln -s /usr/share/maven/bin/mvn /usr/bin/mvn; \\
  printf '#!/bin/sh\\nexec "$@"\\n' > /usr/local/bin/mvn-entrypoint.sh; chmod 755 /usr/local/bin/mvn-entrypoint.sh; mvn -version
ENTRYPOINT ["/usr/local/bin/mvn-entrypoint.sh"]
CMD ["mvn"]
`,
      });
    },
  },
];

/** What cannot be made of Java's images. */
export const notProvable: readonly NotProvable[] = [
  {
    names: "gradle",
    why: "Gradle's distribution is in no package source that can be reached; Maven Central has its libraries only.",
  },
  {
    names: "eclipse-temurin:8, 11, 17, 25 and others, openjdk",
    why: "Debian trixie has OpenJDK 21 and 25, and nothing here is built on the others.",
  },
];
