import { removeLeftover } from "#lib/modules/workspaces/remove-leftover.ts";
import { handler } from "#lib/operations/handler.ts";
import { publish } from "#lib/platform/db/transact.ts";
import { runtimeFor } from "#lib/providers/runtimes/registry.ts";

export const runRemoveLeftover = handler(removeLeftover, async ({ input, step, signal, close }) => {
  const { runtime: kind, ...belonging } = input;
  const runtime = await runtimeFor(kind);
  await step(`Remove the ${input.kind}`, () => runtime.removeBelonging(belonging, { signal }));
  await close(async (tx) => {
    publish(tx, { topic: "leftovers", name: "leftover.removed", subjectId: null, projectId: null });
    return { leftover: input };
  });
});
