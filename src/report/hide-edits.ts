import type { Edit } from "../base/index.ts";

/**
 * Edits of `before` with the same effect in which no secret stands: what of one stays where it was is left out of the
 * edit. Undefined where an edit would carry a secret elsewhere, and cannot be told without showing it.
 */
export function hideInEdits(
  before: string,
  edits: readonly Edit[],
  values: readonly string[],
): readonly Edit[] | undefined {
  const shown: Edit[] = [];
  for (const edit of edits) {
    const parts = splitAround(before, edit, values);
    if (parts === undefined) return undefined;
    shown.push(...parts);
  }
  return shown;
}

function splitAround(before: string, edit: Edit, values: readonly string[]): readonly Edit[] | undefined {
  const { span, text } = edit;
  const value = values.find((each) => text.includes(each));
  if (value === undefined) return [edit];
  const at = before.slice(span.start, span.end).indexOf(value);
  const to = text.indexOf(value);
  if (at === -1) return undefined;
  const [head, tail] = [
    { span: { start: span.start, end: span.start + at }, text: text.slice(0, to) },
    { span: { start: span.start + at + value.length, end: span.end }, text: text.slice(to + value.length) },
  ];
  const rest = [splitAround(before, head, values), splitAround(before, tail, values)];
  if (rest.includes(undefined)) return undefined;
  return rest
    .flatMap((parts) => parts ?? [])
    .filter(({ span: { start, end }, text: put }) => {
      return put !== before.slice(start, end);
    });
}
