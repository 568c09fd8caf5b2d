import type { Readable } from "node:stream";
import { recheckActor, watchActor } from "#lib/http/context.ts";
import { forbidden } from "#lib/kernel/errors.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import type { Platform } from "#lib/platform/platform.ts";

interface Reader {
  actor: Actor;
  request: Request;
  /** What they have to be besides, where that is not a matter of projects. */
  mayRead?: (actor: Actor) => boolean;
}

/**
 * Bytes that are read for long, by one who may: what `open` answers breaks off once the reader is known no more, or may do
 * less than before. `open` judges whether they may read at all, so that what is lost meanwhile counts; it hands the
 * signal to whatever it waits for.
 */
export async function openWithRight<Opened extends Readable | Error>(
  platform: Platform,
  { actor, request, mayRead = () => true }: Reader,
  open: (signal: AbortSignal) => Promise<Opened>,
): Promise<Opened> {
  const gone = new AbortController();
  const stillThere = recheckActor(platform, actor, request);
  const recheck = async () => {
    const now = await stillThere();
    return now && mayRead(now) ? now : null;
  };
  const onGone = () => gone.abort(forbidden("You may not read this any more."));
  const watch = watchActor({ platform, actor, recheck, onGone });
  try {
    const opened = await open(AbortSignal.any([request.signal, gone.signal]));
    if (opened instanceof Error || opened.closed) watch.stop();
    else opened.once("close", watch.stop);
    return opened;
  } catch (error) {
    watch.stop();
    throw error;
  }
}
