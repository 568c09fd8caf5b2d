import { randomUUID } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { unlessMissing } from "#lib/platform/unless-missing.ts";

/** The newest link of the chain, kept in the home, where who can only write to the database cannot reach it. */
const Head = z.object({ id: z.number(), seal: z.string() });
export type Head = z.infer<typeof Head>;

const headPath = (home: string) => join(home, "audit-head");

/** Null where the home has none; throws where there is one that cannot be read. */
export async function readHead(home: string): Promise<Head | null> {
  const text = await unlessMissing(readFile(headPath(home), "utf8"));
  return text === undefined ? null : Head.parse(JSON.parse(text));
}

export async function writeHead(home: string, { id, seal }: Head): Promise<void> {
  const draft = `${headPath(home)}.${randomUUID()}`;
  await mkdir(home, { recursive: true, mode: 0o700 });
  await writeFile(draft, `${JSON.stringify({ id, seal })}\n`, { mode: 0o600 });
  await rename(draft, headPath(home));
}
