import { ruleChangeOf } from "#lib/operations/rule-change.ts";
import type { RuleSubject, RuleView } from "#lib/operations/rule-schema.ts";
import { type NamedRule, policyOf } from "#lib/operations/rule-store.ts";
import { actionRow, actions } from "#lib/protection/actions.ts";
import { isNoEasier, usualCooldownMsOf } from "#lib/protection/requirements.ts";

/** A rule as people read it, with who set it and whether it asks for less than the catalogue does. */
export function ruleView(rule: NamedRule): RuleView {
  const { id, subject, projectId, projectName, setBy, setByName, createdAt, expiresAt, reason } = rule;
  const { level = null, consents = null, cooldownMs = null } = ruleChangeOf(rule);
  return {
    id,
    subject,
    project: projectId && projectName !== null ? { id: projectId, name: projectName } : null,
    level,
    consents: consents && [...consents],
    cooldownMs,
    reason,
    setBy: setBy && setByName !== null ? { id: setBy, name: setByName } : null,
    createdAt: createdAt.toISOString(),
    expiresAt: expiresAt?.toISOString() ?? null,
    isRelaxed: isRelaxed(rule),
  };
}

function isRelaxed(rule: NamedRule): boolean {
  const subject = rule.subject as RuleSubject;
  const policy = policyOf([rule], subject);
  if (subject === "HIGH" || subject === "CRITICAL")
    return usualCooldownMsOf(subject, policy) < usualCooldownMsOf(subject);
  // A rule of a command that is gone asks for nothing.
  return subject in actions && !isNoEasier(actionRow(subject), {}, policy);
}
