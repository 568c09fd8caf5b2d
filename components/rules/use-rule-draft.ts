"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { askedBy, type ConsentName, isSame, isWeaker, subjectWords } from "#components/rules/rule-words.ts";
import { type CooledLevel, isCooledLevel, type RuleItem, ruleQueries } from "#lib/client/rule-queries.ts";
import { useCommand } from "#lib/client/run-command.ts";
import { shellQueries } from "#lib/client/shell-queries.ts";
import { type DangerLevel, dangerLevels, isAtLeast } from "#lib/kernel/danger.ts";

const installation = "installation";
const hourMs = 3_600_000;

export interface RuleChangeProps {
  item: RuleItem;
  /** All rules: what the levels bring stands among them. */
  items: readonly RuleItem[];
  role: string;
  /** Whose rule it is to be; null for the installation's. */
  projectId: string | null;
  onClose: () => void;
}

/** A change of a rule as it is being put together, what follows from it, and its way to the server. */
export function useRuleDraft({ item, items, role, projectId, onClose }: RuleChangeProps) {
  const client = useQueryClient();
  const [where, setWhere] = useState(projectId ?? installation);
  const { data: projects = [] } = useQuery(shellQueries.projects());
  const isOfProject = where !== installation;
  const { data: there } = useQuery({ ...ruleQueries.list(where), enabled: isOfProject });
  const current = (isOfProject && there?.items.find(({ subject }) => subject === item.subject)) || item;
  const { inForce } = current;
  const standing = current.rules.find((rule) => (rule.project?.id ?? installation) === where);

  const [chosenLevel, setLevel] = useState<DangerLevel | null>(null);
  const [chosenConsents, setConsents] = useState<readonly ConsentName[] | null>(null);
  const [cooldownMs, setCooldownMs] = useState<number | null>(standing?.cooldownMs ?? null);
  const [until, setUntil] = useState("");
  const [reason, setReason] = useState("");

  const levels = dangerLevels.filter((level) => isAtLeast(level, isOfProject ? inForce.level : "LOW"));
  const level = chosenLevel !== null && levels.includes(chosenLevel) ? chosenLevel : inForce.level;
  const consents = chosenConsents ?? (level === inForce.level ? inForce.consents : null);
  const usual = usualCooldowns(items);
  const byLevel = askedBy(current, { level, consents, cooldownMs: null }, usual);
  const next = isCooledLevel(item.subject)
    ? { ...inForce, cooldownMs: cooldownMs ?? inForce.cooldownMs }
    : askedBy(current, { level, consents, cooldownMs }, usual);
  const isWeakerThere = isWeaker(inForce, next);
  const isUnchanged = isSame(inForce, next) && (cooldownMs === null || cooldownMs === inForce.cooldownMs);

  const onDone = () => void client.invalidateQueries({ queryKey: ["rules"] });
  const label = `${isWeakerThere ? "Relax" : "Raise"} the rule for ${subjectWords(item.subject)}`;
  const command = useCommand({
    name: isWeakerThere ? "rule.relax" : "rule.raise",
    label: isWeakerThere ? "Relax the rule for" : label,
    errors: "inline",
    onDone,
  });
  const send = async () => {
    const input = {
      command: item.subject,
      ...(isOfProject ? { projectId: where } : {}),
      ...(level === inForce.level ? {} : { level }),
      ...(chosenConsents === null ? {} : { consents: chosenConsents }),
      ...(cooldownMs === null ? {} : { cooldownMs }),
      ...(isWeakerThere && until !== "" ? { until: new Date(until).toISOString() } : {}),
    };
    const answer = await command.run(input, reason.trim() === "" ? {} : { reason: reason.trim() });
    if (answer.outcome !== "error") onClose();
  };
  const isAllowed = !isWeakerThere || (role === "owner" && !isOfProject);
  return {
    projects,
    where,
    setWhere,
    isOfProject,
    isOwner: role === "owner",
    levels,
    level,
    setLevel,
    consents,
    setConsents,
    cooldownMs,
    setCooldownMs,
    /** What the cooldown is where none is written. */
    usualMs: isCooledLevel(item.subject) ? item.own.cooldownMs : byLevel.cooldownMs,
    until,
    setUntil,
    reason,
    setReason,
    next,
    isWeaker: isWeakerThere,
    isSame: isUnchanged,
    canSend: !isUnchanged && isAllowed,
    send,
    isSending: command.isPending,
    error: command.error,
  };
}

function usualCooldowns(items: readonly RuleItem[]): Record<CooledLevel, number> {
  const of = (level: CooledLevel) => items.find(({ subject }) => subject === level)?.inForce.cooldownMs;
  return { HIGH: of("HIGH") ?? hourMs, CRITICAL: of("CRITICAL") ?? 24 * hourMs };
}
