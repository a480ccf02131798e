/** The one place that loads the shell parser, so that another could take its place. */
export { forEachChild, parse } from "unbash";
