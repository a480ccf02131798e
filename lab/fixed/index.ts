/**
 * Whether fixes keep what they promise: every Dockerfile of `lab/outcomes/` is built before and after `plimsoll fix`
 * with the lab's Docker engine, and both images are compared: configuration, every path of their file systems, and what
 * they do when they are started.
 *
 * It knows what pages declare that a fix takes away, and it tells what two builds of one unchanged file differ in by
 * building that file again. It deliberately knows no list of paths that usually differ, and it mends nothing: a
 * difference is a fault of a fix.
 */
export { chooseFew } from "./choose.ts";
export { proveAll } from "./prove-all.ts";
export { type ProvedFixes, type ProvedWay, WAYS, type Way } from "./proved.ts";
export { readProved, recordProved } from "./record.ts";
export { exchangeTables, renderProved } from "./render.ts";
