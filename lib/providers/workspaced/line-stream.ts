import type { IncomingMessage } from "node:http";
import type { z } from "zod";

/** The values of a stream of JSON lines, each checked against `schema`; a last line that broke off is left out. */
export async function* readLines<Schema extends z.ZodType>(
  response: IncomingMessage,
  schema: Schema,
): AsyncGenerator<z.output<Schema>> {
  for await (const values of readLineBatches(response, schema)) yield* values;
}

/** The same, as many at once as came at once. */
export async function* readLineBatches<Schema extends z.ZodType>(
  response: IncomingMessage,
  schema: Schema,
): AsyncGenerator<Array<z.output<Schema>>> {
  response.setEncoding("utf8");
  let rest = "";
  for await (const chunk of response as AsyncIterable<string>) {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    if (lines.length > 0) yield lines.map((line) => schema.parse(JSON.parse(line)));
  }
}
