/**
 * The floor: values that every other folder speaks in (spans, source text, findings and fixes, problems,
 * yes/no/maybe, limits, errors). It knows no format and reaches nothing outside the process.
 */
export { applyEdits } from "./edit.ts";
export { invariant, PlimsollError, type PlimsollErrorOptions } from "./error.ts";
export {
  type Applicability,
  type Edit,
  type FileWrite,
  type Finding,
  type Fix,
  isAtLeast,
  SEVERITIES,
  type Severity,
} from "./finding.ts";
export { isGoSpace, skipGoSpace, trimGoSpace, trimGoSpaceEnd } from "./go-text.ts";
export { limits } from "./limits.ts";
export {
  type MappedPiece,
  type MappedText,
  mapWhole,
  sliceMapped,
  sourceOffset,
  sourceSpan,
} from "./mapped-text.ts";
export type { Problem } from "./problem.ts";
export { shortenMessage } from "./shorten-message.ts";
export {
  byteLength,
  decodeSource,
  displayText,
  encodeSource,
  hasInvalidBytes,
  lineStarts,
  type Position,
  positionAt,
  type SourceText,
} from "./source-text.ts";
export { coverSpans, type Span } from "./span.ts";
export { joinWhether, type Whether } from "./whether.ts";
