import { createHttpApp } from "#lib/http/app.ts";
import { doorOfProcess } from "#lib/http/door.ts";
import { extendDoor } from "#lib/http/extend.ts";

export const dynamic = "force-dynamic";

/** The same REST door under plain Next; server.ts takes a shorter way into it. */
async function handle(request: Request): Promise<Response> {
  const door = await doorOfProcess();
  return createHttpApp(door, extendDoor(door.platform)).fetch(request);
}

export { handle as DELETE, handle as GET, handle as PATCH, handle as POST, handle as PUT };
