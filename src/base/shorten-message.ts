import { limits } from "./limits.ts";

/** How much of the end stays: what is wrong is often said behind what is quoted. */
const END = 300;

/** A message, without its middle where it is longer than `limits.messageCharacters`. */
export function shortenMessage(message: string): string {
  if (message.length <= limits.messageCharacters) return message;
  return `${message.slice(0, limits.messageCharacters - END)} … ${message.slice(-END)}`;
}
