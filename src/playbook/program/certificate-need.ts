import type { EvaluatedStage, RunFact } from "../../stage/index.ts";
import { stepsBefore } from "../context/brought.ts";
import type { RunStep } from "../define-rule.ts";
import { bringNothing, copiesTo, systemInstalls } from "./absent-package.ts";

type DownloadFact = Extract<RunFact, { readonly kind: "download" }>;

/**
 * The first download over https of a RUN whose server nobody can tell apart from another, because the stage has no
 * certificates of authorities: the base image lacks them, and no install can have brought them.
 */
export function uncertifiedDownload(run: RunStep, stage: EvaluatedStage): DownloadFact | undefined {
  const download = run.run?.facts.find(isChecked);
  return download === undefined || hasCertificates(run, stage) ? undefined : download;
}

/** Whether a step may have certificates of authorities. */
function hasCertificates(run: RunStep, stage: EvaluatedStage): boolean {
  const { base, mayHaveTools, environment } = run.before;
  if (base.kind !== "known" || base.image.caCertificates !== "no" || mayHaveTools) return true;
  // Alpine's tools bring them along, and its images have had a bundle of them for long.
  if (base.image.libc !== "glibc") return true;
  if (VARIABLES.some((name) => environment.has(name))) return true;
  const steps = [...stepsBefore(run, stage), run];
  const installs = systemInstalls(steps);
  // A download without a tool for it is another matter.
  if (installs.length === 0 || !bringNothing(installs, true) || copiesTo(steps, PLACES)) return true;
  return steps.some((step) => step.run?.commands.some(({ name }) => SETS_UP.test(name ?? "")) === true);
}

/** Whether a fact is a download whose server is asked for its certificate. */
function isChecked(fact: RunFact): fact is DownloadFact {
  if (fact.kind !== "download" || fact.runs !== "yes" || !fact.url.startsWith("https://")) return false;
  if (!TOOLS.test(fact.by)) return false;
  const texts = [...fact.use.node.words, ...fact.use.environment].map(({ raw }) => raw);
  const assigned = fact.use.node.assignments.map(({ name }) => name);
  return !texts.some((text) => WITHOUT.test(text)) && !assigned.some((name) => VARIABLES.includes(name));
}

const TOOLS = /^(?:curl|wget|git)$/;
const VARIABLES: readonly string[] = [
  "CURL_CA_BUNDLE",
  "SSL_CERT_FILE",
  "SSL_CERT_DIR",
  "GIT_SSL_NO_VERIFY",
  "GIT_SSL_CAINFO",
];
const PLACES: readonly string[] = [
  "/etc/ssl",
  "/etc/pki",
  "/usr/share/ca-certificates",
  "/usr/local/share/ca-certificates",
];
const SETS_UP = /^(?:update-ca-certificates|c_rehash|trust)$/;

/** Options that leave the certificate unchecked, or name another. */
const WITHOUT =
  /^-[a-zA-Z]*k[a-zA-Z]*$|^--(?:insecure|proxy-insecure|no-check-certificate|cacert|capath|ca-certificate|ca-directory)|sslVerify|sslCAInfo/;
