import { headers } from "next/headers";
import { type Query, runQuery } from "#lib/operations/query.ts";
import { actorFromRequest } from "#lib/platform/auth/resolve-actor.ts";
import { platformOfProcess } from "#lib/platform/platform.ts";

const deadlineMs = 3_000;

/**
 * What a query gives the signed-in person of the request that Next is answering, for the title of the page or what it
 * begins with; null where there is no such thing for them. Fails never: neither is worth an error page.
 */
export async function readForPage<Input, Output>(
  declaration: Query<Input, Output>,
  input: Input,
): Promise<Output | null> {
  try {
    const platform = await platformOfProcess();
    const cookie = (await headers()).get("cookie");
    const actor = await actorFromRequest(platform, { cookie, via: "dashboard" });
    if (!actor) return null;
    const signal = AbortSignal.timeout(deadlineMs);
    return await runQuery(declaration, input, { tx: platform.database.orm, actor, platform, signal });
  } catch {
    return null;
  }
}
