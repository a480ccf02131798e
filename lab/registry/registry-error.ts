/** The codes of the specification that are used here, and those of the older protocol for what it leaves open. */
export type RegistryErrorCode =
  | "BLOB_UNKNOWN"
  | "BLOB_UPLOAD_INVALID"
  | "BLOB_UPLOAD_UNKNOWN"
  | "DIGEST_INVALID"
  | "MANIFEST_BLOB_UNKNOWN"
  | "MANIFEST_INVALID"
  | "MANIFEST_UNKNOWN"
  | "NAME_INVALID"
  | "NAME_UNKNOWN"
  | "PAGINATION_NUMBER_INVALID"
  | "SIZE_INVALID"
  | "TAG_INVALID"
  | "TOOMANYREQUESTS"
  | "UNKNOWN"
  | "UNSUPPORTED";

/** What an error may carry beside its code and message. */
export interface RegistryErrorOptions {
  /** Anything that helps the client, such as the digest that was meant. */
  readonly detail?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A request that cannot be served; it becomes the response. Spec: OCI distribution-spec, error codes. */
export class RegistryError extends Error {
  readonly status: number;
  readonly code: RegistryErrorCode;
  readonly detail: unknown;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, code: RegistryErrorCode, message: string, options: RegistryErrorOptions = {}) {
    super(message);
    this.name = "RegistryError";
    this.status = status;
    this.code = code;
    this.detail = options.detail;
    this.headers = options.headers ?? {};
  }
}
