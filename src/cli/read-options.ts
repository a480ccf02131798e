type Shapes = {
  readonly string: string | undefined;
  readonly boolean: boolean;
  readonly list: readonly string[];
};

/** What each option of a command holds. */
export type OptionShapes = Readonly<Record<string, keyof Shapes>>;

/** What options hold once they are read. */
export type Options<Wanted extends OptionShapes> = { readonly [Name in keyof Wanted]: Shapes[Wanted[Name]] };

/** The options that the command line parser hands over, checked: it gives them without types. */
export function readOptions<const Wanted extends OptionShapes>(
  given: unknown,
  wanted: Wanted,
): Options<Wanted> {
  const values = new Map<string, unknown>(
    Object.entries(typeof given === "object" && given !== null ? given : {}),
  );
  const read = Object.entries(wanted).map(([name, shape]) => [name, readValue(values.get(name), shape)]);
  return Object.fromEntries(read);
}

function readValue(value: unknown, shape: keyof Shapes): Shapes[keyof Shapes] {
  if (shape === "boolean") return value === true;
  if (shape === "list") return Array.isArray(value) ? value.map(String) : [];
  return typeof value === "string" ? value : undefined;
}
