import type { IncomingMessage } from "node:http";
import type { z } from "zod";

/** The values of a stream of JSON lines, each checked against `schema`; a last line that broke off is left out. */
export async function* readLines<Schema extends z.ZodType>(
  response: IncomingMessage,
  schema: Schema,
): AsyncGenerator<z.output<Schema>> {
  response.setEncoding("utf8");
  let rest = "";
  for await (const chunk of response as AsyncIterable<string>) {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) yield schema.parse(JSON.parse(line));
  }
}
