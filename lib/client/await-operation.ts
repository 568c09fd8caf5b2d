import { getJson } from "#lib/client/fetcher.ts";
import { RequestError } from "#lib/client/request-error.ts";
import { type OperationRef, OperationView, openStates } from "#lib/kernel/answer.ts";

const roundMs = 500;
const waitDefaultMs = 60_000;

/** The operation once it has ended; null where it goes on for longer than `waitMs`, or may not be read any more. */
export async function awaitOperation(
  { id }: OperationRef,
  waitMs = waitDefaultMs,
): Promise<OperationView | null> {
  const deadline = Date.now() + waitMs;
  while (Date.now() < deadline) {
    const operation = await getJson(`/api/operations/${encodeURIComponent(id)}`, OperationView).catch(
      (error: unknown) => (isRefusal(error) ? null : undefined),
    );
    if (operation === null) return null;
    if (operation && !openStates.includes(operation.state)) return operation;
    await new Promise((resolve) => setTimeout(resolve, roundMs));
  }
  return null;
}

/** Anything else passes: a cut network, a server that starts anew. */
const isRefusal = (error: unknown): boolean =>
  error instanceof RequestError && error.status >= 400 && error.status < 500 && error.status !== 429;
