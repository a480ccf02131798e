/**
 * The build context: ignore files, which paths their patterns match, and which files a build would send. It
 * answers as BuildKit does (`patternmatcher` and the filtered walk of `fsutil`), oddities included, because a
 * user wants to know what happens and not what ought to. It deliberately does not know Dockerfiles, and so
 * nothing of what their COPYs ask for: a build may send less than is listed here.
 */
export { type ContextCode, contextCodes } from "./codes.ts";
export { type IgnoreFile, type IgnoreLine, parseIgnoreFile } from "./ignore-file.ts";
export { type CompiledIgnore, compileIgnorePatterns, type IgnoreMatcher } from "./ignore-matcher.ts";
export type { IgnorePattern } from "./ignore-pattern.ts";
export { type ContextListing, type ListedContext, listContext, type RefusedContext } from "./list-context.ts";
export { type FoundIgnoreFile, readIgnoreFile } from "./read-ignore-file.ts";
