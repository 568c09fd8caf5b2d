import { configOf } from "#lib/modules/configs/in-force.ts";
import { requireListedAt } from "#lib/modules/providers-llm/require-listed-model.ts";
import { ProviderName } from "#lib/modules/providers-llm/schema.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import type { Tx } from "#lib/platform/db/database.ts";

/**
 * VALIDATION_ERROR for a model that whoever writes it on a task may not choose. An admin who runs the task later would
 * lend it their own right.
 */
export async function checkModel(
  tx: Tx,
  actor: Actor,
  project: { id: string; llmProvider: string | null },
  model: string | null | undefined,
): Promise<void> {
  if (!model) return;
  const { provider } = await configOf(tx, project.id);
  const name = ProviderName.safeParse(provider ?? project.llmProvider).data ?? null;
  await requireListedAt(tx, actor, name, model, "model");
}
