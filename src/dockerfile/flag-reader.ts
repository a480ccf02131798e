import type { Span } from "../base/index.ts";
import type { DockerfileCode } from "./codes.ts";
import type { FlagWord, InstructionSyntax, Word } from "./tree.ts";

/** Takes note of why the builder refuses an instruction. Only the first reason of each is kept. */
export type Refuse = (code: DockerfileCode, message: string, span: Span) => void;

/** What a flag takes: `true` or `false`, one text, or a text each time it stands. */
export type FlagKind = "boolean" | "text" | "texts";

/** The flags of one instruction, checked against those it knows. Spec: BuildKit instructions, BFlags. */
export class FlagReader {
  readonly #known: Readonly<Record<string, FlagKind>>;
  readonly #found = new Map<string, FlagWord[]>();
  readonly #refuse: Refuse;

  constructor(syntax: InstructionSyntax, known: Readonly<Record<string, FlagKind>>, refuse: Refuse) {
    this.#known = known;
    this.#refuse = refuse;
    for (const flag of syntax.flags) this.#take(flag);
  }

  /** Whether the flag stands at all. */
  has(name: string): boolean {
    return this.#found.has(name);
  }

  /** The text behind `=`. */
  text(name: string): Word | undefined {
    return this.#found.get(name)?.[0]?.argument;
  }

  /** All texts of a flag that may stand several times. */
  texts(name: string): readonly Word[] {
    return (this.#found.get(name) ?? []).flatMap((flag) =>
      flag.argument === undefined ? [] : [flag.argument],
    );
  }

  /** A flag that is `true` by standing there; undefined where it does not stand. */
  boolean(name: string): boolean | undefined {
    const flag = this.#found.get(name)?.[0];
    if (flag === undefined) return undefined;
    const value = flag.argument?.value.toLowerCase() ?? "";
    return value === "" || value === "true";
  }

  #take(flag: FlagWord): void {
    const kind = Object.hasOwn(this.#known, flag.name) ? this.#known[flag.name] : undefined;
    const shown = `--${flag.name}`;
    if (kind === undefined) {
      this.#refuse(
        "dockerfile/flag-unknown",
        `unknown flag: ${shown}${this.#suggestion(flag.name)}`,
        flag.span,
      );
      return;
    }
    const before = this.#found.get(flag.name);
    if (before !== undefined && kind !== "texts") {
      this.#refuse("dockerfile/flag-repeated", `duplicate flag specified: ${shown}`, flag.span);
      return;
    }
    if (kind === "boolean" ? flag.argument?.value === "" : flag.argument === undefined) {
      this.#refuse("dockerfile/flag-value", `missing a value on flag: ${shown}`, flag.span);
      return;
    }
    if (kind === "boolean" && !/^(?:true|false)?$/i.test(flag.argument?.value ?? "")) {
      const message = `expecting boolean value for flag ${shown}, not: ${flag.argument?.value}`;
      this.#refuse("dockerfile/flag-value", message, flag.argument?.span ?? flag.span);
      return;
    }
    if (before === undefined) this.#found.set(flag.name, [flag]);
    else before.push(flag);
  }

  #suggestion(name: string): string {
    const names = Object.keys(this.#known);
    if (names.length === 0) return " (this instruction has no flags)";
    const near = names.find((known) => known.startsWith(name) || name.startsWith(known));
    return near === undefined
      ? ` (known here: ${names.map((known) => `--${known}`).join(", ")})`
      : ` (did you mean --${near}?)`;
  }
}
