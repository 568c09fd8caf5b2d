import { AppError, notFound } from "#lib/kernel/errors.ts";
import { lookAtBelongings, unclaimedOf } from "#lib/modules/workspaces/find-leftovers.ts";
import { RemovedLeftover, RemoveLeftoverInput } from "#lib/modules/workspaces/schema.ts";
import { command } from "#lib/operations/command.ts";
import { accessToInstallation } from "#lib/platform/auth/scope.ts";

/** Held: one thing that no workspace claims any more, by its name. Whatever a workspace claims is NOT_FOUND. */
export const removeLeftover = command({
  name: "workspace.remove-leftover",
  http: "DELETE /api/leftovers/:runtime/:kind/:name",
  summary: "Remove one thing that is left of a workspace nobody knows any more",
  input: RemoveLeftoverInput,
  output: RemovedLeftover,
  prepare: (_, { runtime }, actor) => lookAtBelongings(runtime, actor),
  async facts(tx, { runtime, kind, name }, actor, seen) {
    const access = accessToInstallation(actor);
    const target = { kind: "leftover", id: `${runtime}:${kind}:${name}`, name, projectId: null };
    if (access !== "admin") return { target, access };
    if (!seen)
      throw new AppError("SERVICE_UNAVAILABLE", `The ${runtime} runtime does not say what it holds.`);
    const unclaimed = await unclaimedOf(tx, runtime, seen);
    const found = unclaimed.find((one) => one.kind === kind && one.name === name);
    if (!found) throw notFound("leftover");
    const { sizeBytes, createdAt, workspaceId } = found;
    const made = createdAt === null ? "" : `, made ${createdAt.toISOString().slice(0, 10)}`;
    return {
      target,
      access,
      losses: [{ kind: lossKinds[kind], name: `${name}${made}`, sizeBytes }],
      fingerprint: { workspaceId, createdAt: createdAt?.toISOString() ?? null },
    };
  },
  async begin(_, { input }) {
    return { leftover: input };
  },
  work: {
    timeoutMs: 180_000,
    attemptsMax: 3,
    key: ({ runtime, kind, name }) => `leftover:${runtime}:${kind}:${name}`,
  },
});

const lossKinds = {
  container: "Container",
  volume: "Volume with the files in it",
  network: "Network",
  folder: "Folder with everything in it",
} as const;
