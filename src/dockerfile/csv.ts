/** The fields of one line of comma-separated values, or why it is none. Spec: RFC 4180, as Go's encoding/csv reads it. */
export type CsvFields =
  | { readonly kind: "fields"; readonly fields: readonly string[] }
  | { readonly kind: "refused"; readonly reason: string };

/** Splits the value of `--mount` and `--device`: fields may be quoted, a quote inside is doubled. */
export function readCsvFields(line: string): CsvFields {
  if (line === "") return { kind: "refused", reason: "EOF" };
  const fields: string[] = [];
  let at = 0;
  for (;;) {
    if (line.charAt(at) === '"') {
      const quoted = readQuotedField(line, at);
      if (quoted.kind === "refused") return quoted;
      fields.push(quoted.value);
      at = quoted.end;
    } else {
      const comma = line.indexOf(",", at);
      const end = comma === -1 ? line.length : comma;
      const field = line.slice(at, end);
      if (field.includes('"')) return { kind: "refused", reason: 'bare " in non-quoted field' };
      fields.push(field);
      at = end;
    }
    if (at >= line.length) return { kind: "fields", fields };
    at++;
  }
}

type QuotedField =
  | { readonly kind: "value"; readonly value: string; readonly end: number }
  | { readonly kind: "refused"; readonly reason: string };

function readQuotedField(line: string, open: number): QuotedField {
  let value = "";
  let at = open + 1;
  for (;;) {
    const quote = line.indexOf('"', at);
    if (quote === -1) return { kind: "refused", reason: 'extraneous or missing " in quoted-field' };
    value += line.slice(at, quote);
    const next = line.charAt(quote + 1);
    if (next === "" || next === ",") return { kind: "value", value, end: quote + 1 };
    if (next !== '"') return { kind: "refused", reason: 'extraneous or missing " in quoted-field' };
    value += '"';
    at = quote + 2;
  }
}
