import type { z } from "zod";

/** The value of a JSON text; null for a text that is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** What a message of a stream or socket says; null where it is not one that this page knows. */
export const parseMessage = <Schema extends z.ZodType>(
  schema: Schema,
  text: string,
): z.output<Schema> | null => schema.safeParse(parseJson(text)).data ?? null;
