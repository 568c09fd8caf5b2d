import { StringDecoder } from "node:string_decoder";
import { z } from "zod";
import type { CallTokens } from "#lib/modules/spending/schema.ts";

/** What an answer of a model says of itself while it passes through. */
export interface Counted {
  /** Null: the provider told no number. */
  tokens: CallTokens | null;
  /** What the provider says that it cost, in US dollars; null: it says nothing. */
  costUsd: number | null;
  /** Characters of text, thought and calls that went by, to estimate by where no number was told. */
  textLength: number;
}

export interface UsageCounter {
  add(chunk: Uint8Array): void;
  end(): Counted;
}

/** More than any model takes or gives at once: what is not a number of this kind says nothing, and spoils no other. */
const countMax = 100_000_000;
const Count = z.number().nonnegative().max(countMax).transform(Math.ceil).nullish().catch(null);
const Cost = z.number().nonnegative().max(1_000_000).nullish().catch(null);

/**
 * Of Anthropic's messages (input_tokens leaves caches out), OpenAI's chat completions (prompt_tokens holds the cached
 * ones) and its responses (input_tokens holds them too, and has details). OpenRouter adds `cost`.
 */
const Usage = z.looseObject({
  input_tokens: Count,
  output_tokens: Count,
  cache_read_input_tokens: Count,
  cache_creation_input_tokens: Count,
  input_tokens_details: z.looseObject({ cached_tokens: Count }).nullish().catch(null),
  output_tokens_details: z.looseObject({ reasoning_tokens: Count }).nullish().catch(null),
  prompt_tokens: Count,
  completion_tokens: Count,
  prompt_tokens_details: z.looseObject({ cached_tokens: Count }).nullish().catch(null),
  completion_tokens_details: z.looseObject({ reasoning_tokens: Count }).nullish().catch(null),
  total_tokens: Count,
  cost: Cost,
});
type Usage = z.infer<typeof Usage>;

const Holder = z.looseObject({
  usage: Usage.nullish(),
  message: z.looseObject({ usage: Usage.nullish() }).nullish().catch(null),
  response: z.looseObject({ usage: Usage.nullish() }).nullish().catch(null),
});

/** A line, or a body, that is longer is passed on and not read. */
const readMax = 8_000_000;

/** Follows the bytes of one answer; never throws for what they hold. */
export function createUsageCounter(contentType: string): UsageCounter {
  const usage: Partial<Usage> = {};
  let textLength = 0;
  const read = (json: string) => {
    textLength += lengthOfTexts(json);
    if (!json.includes('"usage"')) return;
    const parsed = Holder.safeParse(parse(json));
    const told = parsed.data?.usage ?? parsed.data?.message?.usage ?? parsed.data?.response?.usage;
    // Anthropic tells what went in at the start, and what came out at the end.
    for (const [name, value] of Object.entries(told ?? {})) {
      if (value !== null && value !== undefined) Object.assign(usage, { [name]: value });
    }
  };
  const feed = contentType.includes("text/event-stream") ? readLines(read) : readWhole(read);
  return {
    add: feed.add,
    end() {
      feed.end();
      return { tokens: tokensOf(usage), costUsd: usage.cost ?? null, textLength };
    },
  };
}

interface Feed {
  add(chunk: Uint8Array): void;
  end(): void;
}

function readLines(read: (json: string) => void): Feed {
  const decoder = new StringDecoder("utf8");
  // Of a line that is not whole; each piece is looked at once, however small they come.
  let pieces: string[] = [];
  let length = 0;
  const endLine = () => {
    if (length <= readMax) {
      const line = pieces.join("");
      if (line.startsWith("data:")) read(line.slice(5));
    }
    pieces = [];
    length = 0;
  };
  const keep = (piece: string) => {
    length += piece.length;
    if (length > readMax) pieces = [];
    else pieces.push(piece);
  };
  return {
    add(chunk) {
      const [first = "", ...others] = decoder.write(chunk).split("\n");
      keep(first);
      for (const piece of others) {
        endLine();
        keep(piece);
      }
    },
    end: endLine,
  };
}

function readWhole(read: (json: string) => void): Feed {
  let chunks: Uint8Array[] = [];
  let length = 0;
  return {
    add(chunk) {
      length += chunk.length;
      if (length > readMax) chunks = [];
      else chunks.push(chunk);
    },
    end() {
      if (length <= readMax) read(Buffer.concat(chunks).toString("utf8"));
    },
  };
}

const texts =
  /"(?:content|text|reasoning|reasoning_content|thinking|partial_json|arguments|delta)"\s*:\s*"([^"\\]*(?:\\.[^"\\]*)*)"/g;

function lengthOfTexts(json: string): number {
  let length = 0;
  for (const [, text] of json.matchAll(texts)) length += text?.length ?? 0;
  return length;
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}

function tokensOf(usage: Partial<Usage>): CallTokens | null {
  const isTold = [usage.input_tokens, usage.output_tokens, usage.prompt_tokens, usage.completion_tokens].some(
    (count) => (count ?? 0) > 0,
  );
  if (!isTold) return null;
  const cachedIn =
    usage.prompt_tokens_details?.cached_tokens ?? usage.input_tokens_details?.cached_tokens ?? 0;
  const whole = usage.prompt_tokens ?? usage.input_tokens ?? 0;
  // Google leaves what was thought out of the completion, and not out of the total.
  const beside = Math.max(0, (usage.total_tokens ?? 0) - whole);
  return {
    input: Math.max(0, whole - cachedIn),
    output: Math.max(usage.completion_tokens ?? usage.output_tokens ?? 0, beside),
    cacheRead: cachedIn + (usage.cache_read_input_tokens ?? 0),
    cacheWrite: usage.cache_creation_input_tokens ?? 0,
    reasoning:
      usage.completion_tokens_details?.reasoning_tokens ?? usage.output_tokens_details?.reasoning_tokens ?? 0,
  };
}

const charactersOfToken = 4;

/** A guess, for providers that count nothing and for answers that were cut off. */
export const estimateTokens = (characters: number): number => Math.ceil(characters / charactersOfToken);
