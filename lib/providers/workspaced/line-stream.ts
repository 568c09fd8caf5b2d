import type { IncomingMessage } from "node:http";
import type { z } from "zod";
import { createLineCutter } from "#lib/providers/cut-lines.ts";
import { unknownAnswer } from "./request.ts";

const lineCharactersMax = 1024 * 1024;

/** The values of a stream of JSON lines, each checked against `schema`; a last line that broke off is left out. */
export async function* readLines<Schema extends z.ZodType>(
  response: IncomingMessage,
  schema: Schema,
): AsyncGenerator<z.output<Schema>> {
  for await (const values of readLineBatches(response, schema)) yield* values;
}

/** The same, as many at once as came at once. Throws PROVIDER_ERROR at one that does not fit or is beyond 1 MiB. */
export async function* readLineBatches<Schema extends z.ZodType>(
  response: IncomingMessage,
  schema: Schema,
): AsyncGenerator<Array<z.output<Schema>>> {
  response.setEncoding("utf8");
  const cut = createLineCutter(lineCharactersMax);
  const read = (chunk: string) => {
    try {
      return cut(chunk).map((line) => schema.parse(JSON.parse(line)));
    } catch (cause) {
      throw unknownAnswer(cause);
    }
  };
  for await (const chunk of response as AsyncIterable<string>) {
    const values = read(chunk);
    if (values.length > 0) yield values;
  }
}
