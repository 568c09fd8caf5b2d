import { z } from "zod";
import type { AgentAnswer } from "./port.ts";

/** What a reviewing session must answer. */
export const ReviewVerdict = z.object({
  verdict: z.enum(["approve", "changes"]),
  summary: z.string().min(1).max(10_000),
  comments: z
    .array(
      z.object({
        path: z.string().min(1).max(1_000),
        line: z.number().int().min(1).nullish(),
        text: z.string().min(1).max(10_000),
      }),
    )
    .max(200)
    .default([]),
});
export type ReviewVerdict = z.infer<typeof ReviewVerdict>;

/** The JSON schema to hand to `prompt` as `format`. */
export const reviewVerdictFormat: Record<string, unknown> = z.toJSONSchema(ReviewVerdict, { io: "input" });

/** Null: the answer is no usable verdict, so ask once more, then leave it to a person. */
export function readVerdict(answer: AgentAnswer): ReviewVerdict | null {
  const read = ReviewVerdict.safeParse(answer.json);
  return read.success ? read.data : null;
}

/** The JSON object in a text: bare, in a fenced block, or between other words. Null when there is none. */
export function jsonFromText(text: string): unknown {
  const fenced = [...text.matchAll(/```(?:json)?[^\S\n]*\n([\s\S]*?)```/g)].map((match) => match[1] ?? "");
  const between = text.slice(text.indexOf("{"), text.lastIndexOf("}") + 1);
  for (const candidate of [text, ...fenced.reverse(), between]) {
    const value = parseObject(candidate);
    if (value !== null) return value;
  }
  return null;
}

function parseObject(text: string): unknown {
  if (!text.trimStart().startsWith("{")) return null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
