import { z } from "zod";
import { scanJson } from "#lib/http/llm/scan-json.ts";

/** What is asked of a model: passed on as it came, unless `usage` has to be asked for. */
export interface AskedBody {
  bytes: Uint8Array;
  model: string;
  /** Characters of what is asked, files and pictures left out. */
  textLength: number;
}

/** `problem`: what is wrong with it, in a sentence. */
export type ReadBody =
  | { kind: "read"; body: AskedBody }
  | { kind: "too_large" }
  | { kind: "bad"; problem: string };

/** Providers take no more themselves: https://docs.anthropic.com/en/api/overview#request-size-limits */
const bytesMax = 32_000_000;

const Body = z.looseObject({
  model: z.string().min(1),
  stream: z.boolean().nullish(),
  stream_options: z.looseObject({ include_usage: z.boolean().nullish() }).nullish(),
});

const otherModel = "the run has the model that it was given, and no other beside it";
const dearer = "is charged above the price that the call is counted at";

/** Fields by which a call gets around what it is judged by, and why; null: their value does not. */
const refusals: Readonly<Record<string, (value: unknown) => string | null>> = {
  // It goes on at the provider when its run has ended, and what it took is never told.
  background: (value) => (value === true ? "a model answers while the run waits for it" : null),
  // OpenRouter's: https://openrouter.ai/docs/features/model-routing
  models: () => otherModel,
  route: () => otherModel,
  preset: () => otherModel,
  service_tier: (value) => (value === "priority" ? dearer : null),
  speed: (value) => (value === "fast" ? dearer : null),
};

/** Reads it whole: whoever asks sends it at once, and the model begins when it has all of it. */
export async function readBody(request: Request, path: string): Promise<ReadBody> {
  const bytes = await readBytes(request);
  if (!bytes) return { kind: "too_large" };
  const { isTooComplex, names } = scanJson(bytes);
  if (isTooComplex) return { kind: "bad", problem: "The request's body has too many parts, or is too deep." };
  const json = parse(bytes);
  if (json === null || typeof json !== "object")
    return { kind: "bad", problem: "The request's body is no JSON." };
  const parsed = Body.safeParse(json);
  if (!parsed.success) return { kind: "bad", problem: "model: name the model as text." };
  const problem = repeatedName(names) ?? refusedField(parsed.data);
  if (problem) return { kind: "bad", problem };
  const { model, stream, stream_options: options } = parsed.data;
  // Streams of chat completions tell what they took only where that is asked for.
  const isAsked = path !== "/chat/completions" || !stream || options?.include_usage === true;
  const sent = isAsked
    ? bytes
    : Buffer.from(JSON.stringify({ ...json, stream_options: { ...options, include_usage: true } }));
  return { kind: "read", body: { bytes: sent, model, textLength: textLengthOf(json) } };
}

/** Of two fields of one name the provider may go by the one that was not judged; some take `Model` for `model`. */
function repeatedName(names: readonly string[]): string | null {
  const seen = new Set<string>();
  for (const name of names) {
    const plain = name.toLowerCase();
    if (seen.has(plain)) return `${name.slice(0, 40)}: give each field once.`;
    seen.add(plain);
  }
  return null;
}

function refusedField(body: Readonly<Record<string, unknown>>): string | null {
  for (const [name, value] of Object.entries(body)) {
    const plain = name.toLowerCase();
    const reason = value === null || !Object.hasOwn(refusals, plain) ? null : refusals[plain]?.(value);
    if (reason) return `${plain}: ${reason}.`;
  }
  return null;
}

async function readBytes(request: Request): Promise<Uint8Array | null> {
  if (Number(request.headers.get("content-length") ?? 0) > bytesMax) return null;
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of request.body ?? []) {
    length += chunk.length;
    if (length > bytesMax) return null;
    chunks.push(chunk);
  }
  return chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks);
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8"));
  } catch {
    return null;
  }
}

const binaryFields: ReadonlySet<string> = new Set(["data", "url", "image_url", "file_data"]);

function textLengthOf(json: object): number {
  let length = 0;
  const left: unknown[] = [json];
  for (let value = left.pop(); value !== undefined; value = left.pop()) {
    if (typeof value === "string") length += value.length;
    else if (Array.isArray(value)) for (const part of value) left.push(part);
    else if (value !== null && typeof value === "object")
      for (const [name, part] of Object.entries(value)) if (!binaryFields.has(name)) left.push(part);
  }
  return length;
}
