import { ruleFor } from "#lib/modules/permission-rules/rules.ts";
import { type RuleInForce, rulesInForce } from "#lib/modules/permission-rules/rules-of-run.ts";
import { askAgain } from "#lib/modules/runs/answer-ask.ts";
import { openDriver } from "#lib/modules/runs/run-place.ts";
import { PermissionRequest } from "#lib/modules/runs/schema.ts";
import {
  closeInteraction,
  type InteractionRow,
  listOpenAsks,
  type RunRow,
  writeRunEvents,
} from "#lib/modules/runs/store.ts";
import { askEvent, tellRun } from "#lib/modules/runs/tell.ts";
import { transact } from "#lib/platform/db/transact.ts";
import type { Platform } from "#lib/platform/platform.ts";
import type { AgentEndpoint } from "#lib/providers/agents/port.ts";

/** Answers the open permissions for which a person has said so before, in the name of who said it. */
export async function answerByRules(platform: Platform, run: RunRow, endpoint: AgentEndpoint): Promise<void> {
  const { orm } = platform.database;
  const open = (await listOpenAsks(orm, run.id)).filter(({ kind }) => kind === "permission");
  if (open.length === 0) return;
  const rules = await rulesInForce(orm, run);
  for (const ask of open) {
    const asked = PermissionRequest.safeParse(ask.request).data;
    const rule = asked && ruleFor(asked, rules);
    if (rule) await answerAs(platform, run, endpoint, ask, rule);
  }
}

async function answerAs(
  platform: Platform,
  run: RunRow,
  endpoint: AgentEndpoint,
  ask: InteractionRow,
  rule: RuleInForce,
): Promise<void> {
  const { externalId } = ask;
  if (externalId === null) return;
  const reply = rule.action === "allow" ? "once" : "reject";
  const isOurs = await transact(platform.database, async (tx) => {
    const closed = await closeInteraction(tx, ask.id, {
      state: "answered",
      answer: { reply, rule: rule.scope },
      answeredBy: rule.createdBy,
      ruleId: rule.id,
    });
    if (!closed) return false;
    await writeRunEvents(tx, run.id, [askEvent(closed, rule.author)]);
    tellRun(tx, run);
    return true;
  });
  // A person who was quicker has answered.
  if (!isOurs) return;
  const driver = await openDriver();
  const refused = { reply, message: "A rule of this project refuses that. Find another way." } as const;
  try {
    await driver.answerPermission(endpoint, externalId, reply === "once" ? { reply } : refused);
  } catch (error) {
    // An agent that was not told still waits: the next look tells it.
    await transact(platform.database, (tx) => askAgain(tx, run.id, "permission", externalId));
    throw error;
  }
}
