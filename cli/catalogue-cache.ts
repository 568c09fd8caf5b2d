import { createHash } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { type CliVerb, catalogueOf } from "#cli/catalogue.ts";
import type { CliEnvironment } from "#cli/environment.ts";
import { failed } from "#cli/failure.ts";
import { send } from "#cli/http.ts";
import type { Login } from "#cli/logins.ts";

const deadlineMs = 15_000;

const Kept = z.object({ etag: z.string(), document: z.unknown() });
type Kept = z.infer<typeof Kept>;

type Place = Pick<CliEnvironment, "cacheFolder">;

const pathOf = ({ cacheFolder }: Place, { address }: Pick<Login, "address">): string =>
  join(cacheFolder, `api-${createHash("sha256").update(address).digest("hex").slice(0, 16)}.json`);

/**
 * What the server can be asked, in its version of this moment: each call asks whether the description that is kept is
 * still the server's, by its ETag, and takes the new one where it is not.
 */
export async function loadCatalogue(place: Place, login: Login): Promise<CliVerb[]> {
  const kept = await readKept(place, login);
  const { status, headers, body } = await send(login, {
    method: "GET",
    path: "/api/openapi.json",
    deadlineMs,
    headers: kept ? { "if-none-match": kept.etag } : {},
  });
  if (status === 304 && kept) return parse(login, kept.document);
  const catalogue = parse(login, body);
  const etag = headers.get("etag");
  if (etag) await keep(place, login, { etag, document: body });
  return catalogue;
}

/** The description as it was kept, for what must not wait for a network; null where none is. */
export async function keptCatalogue(place: Place, login: Pick<Login, "address">): Promise<CliVerb[] | null> {
  const kept = await readKept(place, login);
  return kept ? catalogueOf(kept.document) : null;
}

function parse({ address }: Login, document: unknown): CliVerb[] {
  try {
    return catalogueOf(document);
  } catch (cause) {
    throw failed(
      `${address} describes itself in a way that this version does not understand${cause instanceof z.ZodError ? "" : `: ${cause}`}.`,
      "Update the command line to the server's version.",
    );
  }
}

async function readKept(place: Place, login: Pick<Login, "address">): Promise<Kept | null> {
  try {
    return Kept.parse(JSON.parse(await readFile(pathOf(place, login), "utf8")));
  } catch {
    // Never kept, or not whole: it is asked for anew.
    return null;
  }
}

/** A cache that cannot be written costs time, nothing else. */
async function keep(place: Place, login: Login, kept: Kept): Promise<void> {
  const path = pathOf(place, login);
  const beside = `${path}.${process.pid}`;
  await mkdir(place.cacheFolder, { recursive: true, mode: 0o700 })
    .then(() => writeFile(beside, JSON.stringify(kept), { mode: 0o600 }))
    .then(() => rename(beside, path))
    .catch(() => {});
}
