import { invalid } from "#lib/kernel/errors.ts";

/** Where a page of people in the order of their names ends, and the next one goes on: the id, then the sorted name. */
interface Last {
  id: string;
  name: string;
}

const form = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(\P{Cc}*)$/u;

export const nameCursor = ({ id, name }: Last): string => `${id}${name}`;

/** Undefined for the first page. Throws VALIDATION_ERROR for what is no cursor. */
export function lastOf(cursor: string | undefined): Last | undefined {
  if (cursor === undefined) return undefined;
  const [, id, name] = form.exec(cursor) ?? [];
  if (id === undefined || name === undefined) throw invalid("cursor", "take it from the page before");
  return { id, name };
}
