import { getJson } from "#lib/client/fetcher.ts";
import { type OperationRef, OperationView, openStates } from "#lib/kernel/answer.ts";

const roundMs = 500;
const deadlineMs = 60_000;

/** The operation once it has ended; null where it goes on for longer than a minute, or cannot be read. */
export async function awaitOperation({ id }: OperationRef): Promise<OperationView | null> {
  const deadline = Date.now() + deadlineMs;
  while (Date.now() < deadline) {
    const operation = await getJson(`/api/operations/${encodeURIComponent(id)}`, OperationView).catch(
      () => null,
    );
    if (operation === null) return null;
    if (!openStates.includes(operation.state)) return operation;
    await new Promise((resolve) => setTimeout(resolve, roundMs));
  }
  return null;
}
