import type { Severity } from "../../base/index.ts";

/** What a file is that is secret by its name, in words that go into a message. */
export interface SecretFile {
  readonly kind: string;
  readonly severity: Severity;
}

/**
 * What a path of the build context is by its name, where such a file is secret: a private key, credentials of
 * a cloud or a registry, settings of an environment. Examples, templates and public halves are none.
 */
export function secretFile(path: string): SecretFile | undefined {
  const clean = path.replace(/\/+$/, "");
  if (/(?:^|\/)(?:tests?|examples?|fixtures?|samples?|testdata)\//i.test(clean)) return undefined;
  const name = clean.slice(clean.lastIndexOf("/") + 1);
  if (name === "" || !HINT.test(clean)) return undefined;
  // The "default" in the name that Google gives its file is no sign of an example.
  if (HARMLESS.test(name.replace(/^application_default_/, ""))) return undefined;
  for (const { pattern, kind, severity } of SECRETS) {
    if (pattern.test(name) || pattern.test(clean)) return { kind, severity };
  }
  return undefined;
}

/** Names that say that it is an example, a public half, or for tests. */
const HARMLESS =
  /(?:^|[._-])(?:example|examples|sample|samples|template|tmpl|tpl|dist|default|defaults|skel|schema|d\.ts|test|tests|testing|ci|pub|public|gpg)(?:$|[._-])/i;

/** What the path of every secret has a piece of: one look, where nearly every path has none of them. */
const HINT = /^\.|\/\.|id_|key|kube|\.(?:p12|pfx|ppk|pem|tfstate)|service|gcp|gcloud|credential|netrc/i;

interface SecretName extends SecretFile {
  readonly pattern: RegExp;
}

const SECRETS: readonly SecretName[] = [
  {
    pattern: /^id_(?:rsa|dsa|ecdsa|ed25519)(?:[._-][\w.-]+)?$/,
    kind: "a private SSH key",
    severity: "error",
  },
  { pattern: /(?:^|\/)\.ssh$/, kind: "a folder of SSH keys", severity: "error" },
  {
    pattern:
      /^(?:privkey[0-9]*|private[._-]?key|(?:[\w.-]+[._-])?key)\.pem$|^(?:server|private|tls|ssl|privkey|client|domain|master|ca)\.key$/i,
    kind: "a private key",
    severity: "error",
  },
  { pattern: /\.(?:p12|pfx|ppk)$/i, kind: "a private key", severity: "error" },
  { pattern: /(?:^|\/)\.aws(?:\/credentials)?$/, kind: "credentials for AWS", severity: "error" },
  {
    pattern: /(?:^|\/)\.kube(?:\/config)?$|^kubeconfig(?:\.ya?ml)?$/i,
    kind: "credentials for Kubernetes",
    severity: "error",
  },
  {
    pattern:
      /^(?:service[-_]?account(?:[-_]?key)?|gcp[-_]?key|gcloud[-_]?key|application_default_credentials)[\w-]*\.json$/i,
    kind: "credentials for Google Cloud",
    severity: "error",
  },
  {
    pattern: /(?:^|\/)\.docker\/config\.json$|^\.dockercfg$/,
    kind: "credentials for registries",
    severity: "error",
  },
  {
    pattern: /^\.(?:git-credentials|netrc|pgpass|vault-token)$|^_netrc$/,
    kind: "a file of passwords",
    severity: "error",
  },
  { pattern: /^\.pypirc$/, kind: "credentials for PyPI", severity: "error" },
  { pattern: /^\.npmrc$/, kind: "a file that may hold a registry token", severity: "warning" },
  {
    pattern: /^\.env(?:\.(?:local|dev|development|stage|staging|prod|production))*$/,
    kind: "a file of settings and passwords",
    severity: "warning",
  },
  {
    pattern: /^terraform\.tfstate(?:\.backup)?$/,
    kind: "Terraform's state, with every password in it",
    severity: "error",
  },
];
