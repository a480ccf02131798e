/** One Dockerfile of an example: how its image is asked whether it is up, and as whom its server runs. */
export interface ExampleCase {
  /** What is sent, below `examples/`. */
  readonly folder: string;
  /** The Dockerfile, below the folder. */
  readonly dockerfile: string;
  readonly port: number;
  readonly path: string;
  /** The identifier of the user as whom the first process runs. */
  readonly uid: number;
  /** What its container needs of this machine beyond the image. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Whether it is the well-made one, which ends by itself when it is asked to. */
  readonly isGood: boolean;
}

/** `uv run` builds the project anew at every start, from an index that uv trusts by roots of its own. */
const TRUST = { SSL_CERT_FILE: "/etc/ssl/certs/ca-certificates.crt" };

/** How each example is asked, as its README says; the user of the everyday Dockerfiles is root. */
const EXAMPLES = [
  { folder: "flask-pip", port: 8000, path: "/health", uid: 65532 },
  { folder: "fastapi-uv", port: 8000, path: "/health", uid: 65532 },
  { folder: "express-npm", port: 3000, path: "/health", uid: 65532 },
  { folder: "vite-site", port: 8080, path: "/health", uid: 101 },
  { folder: "go-http", port: 8080, path: "/healthz", uid: 65532 },
  { folder: "rust-axum", port: 8080, path: "/healthz", uid: 65532 },
  { folder: "spring-boot-maven", port: 8080, path: "/health", uid: 65532 },
  { folder: "compose-shop", dockerfiles: "docker/", port: 4000, path: "/health", uid: 1000 },
] as const;

/** Both Dockerfiles of every example, the well-made ones first. */
export const EXAMPLE_CASES: readonly ExampleCase[] = [true, false].flatMap((isGood) =>
  EXAMPLES.map(({ uid, ...example }) => ({
    ...example,
    dockerfile: `${"dockerfiles" in example ? example.dockerfiles : ""}Dockerfile${isGood ? ".good" : ""}`,
    uid: isGood ? uid : 0,
    ...(!isGood && example.folder === "fastapi-uv" && { environment: TRUST }),
    isGood,
  })),
);
