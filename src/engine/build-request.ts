/** A value that a build may read and nobody else may see: from a file or from a variable of the environment. */
export type BuildSecret =
  | { readonly kind: "file"; readonly id: string; readonly path: string }
  | { readonly kind: "environment"; readonly id: string; readonly variable: string };

/** Where a built image goes. */
export type BuildOutput =
  | { readonly kind: "store" }
  | { readonly kind: "registry" }
  | { readonly kind: "oci-layout"; readonly path: string }
  | { readonly kind: "oci-archive"; readonly path: string }
  | { readonly kind: "docker-archive"; readonly path: string }
  | { readonly kind: "local"; readonly path: string };

/** A name and a value. Without a value a build argument is taken from the environment. */
export interface NamedValue {
  readonly name: string;
  readonly value: string | undefined;
}

/** What is to be built, and how. Paths are as the caller wrote them. */
export interface BuildRequest {
  /** The folder that is sent. */
  readonly context: string;
  readonly dockerfile: string;
  /** Names of the image, each with its tag. */
  readonly names: readonly string[];
  readonly output: BuildOutput;
  readonly target?: string;
  readonly arguments?: readonly NamedValue[];
  readonly secrets?: readonly BuildSecret[];
  /** As `default` or `id=socket`. */
  readonly ssh?: readonly string[];
  readonly labels?: readonly NamedValue[];
  readonly platforms?: readonly string[];
  /** Named contexts: a folder, an image (`docker-image://…`) or a layout (`oci-layout://…`) by name. */
  readonly contexts?: readonly NamedValue[];
  /** As the builder reads them: `type=registry,ref=…`. */
  readonly cacheFrom?: readonly string[];
  readonly cacheTo?: readonly string[];
  readonly provenance?: "min" | "max" | "off";
  readonly sbom?: boolean;
  readonly noCache?: boolean;
  readonly pull?: boolean;
  /** What RUN may reach: `host`, `none`, or what the engine does by itself. */
  readonly network?: "host" | "none";
  /** The image's format where the engine lets one choose: health checks are in Docker's alone. */
  readonly format?: "oci" | "docker";
}
