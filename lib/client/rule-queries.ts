import { queryOptions } from "@tanstack/react-query";
import { z } from "zod";
import { getJson } from "#lib/client/fetcher.ts";
import { DangerLevel } from "#lib/kernel/danger.ts";
import { Id } from "#lib/kernel/ids.ts";

const RuleView = z.object({
  id: Id,
  subject: z.string(),
  project: z.object({ id: Id, name: z.string() }).nullable(),
  reason: z.string().nullable(),
  cooldownMs: z.number().nullable(),
  setBy: z.object({ id: Id, name: z.string() }).nullable(),
  expiresAt: z.iso.datetime().nullable(),
  createdAt: z.iso.datetime(),
  /** True where it asks for less than the catalogue does. */
  isRelaxed: z.boolean(),
});
/** A rule that people set, in force now. */
export type RuleView = z.infer<typeof RuleView>;

const Asked = z.object({ level: DangerLevel, consents: z.array(z.string()), cooldownMs: z.number() });
/** What is asked for in the end, or would be. */
export type Asked = z.infer<typeof Asked>;

const RuleItem = z.object({
  subject: z.string(),
  sentence: z.string(),
  who: z.string(),
  facts: z.array(z.string()),
  own: Asked,
  inForce: Asked,
  isChangeable: z.boolean(),
  rules: z.array(RuleView),
});
/** One command, or a level whose usual cooldown is meant: what the catalogue says, what is in force, what came between. */
export type RuleItem = z.infer<typeof RuleItem>;

const cooledLevels = ["HIGH", "CRITICAL"] as const;
export type CooledLevel = (typeof cooledLevels)[number];

export const isCooledLevel = (name: string): name is CooledLevel =>
  cooledLevels.some((level) => level === name);

const RuleList = z.object({
  items: z.array(RuleItem),
  levels: z.array(
    z.object({
      level: z.enum(cooledLevels),
      ownCooldownMs: z.number(),
      cooldownMs: z.number(),
      rules: z.array(RuleView),
    }),
  ),
  relaxed: z.number(),
});

export const ruleQueries = {
  /** Every rule in force, for the installation or as one project has it; the levels' own first. */
  list: (projectId: string | null) =>
    queryOptions({
      queryKey: ["rules", "list", projectId],
      queryFn: ({ signal }) =>
        getJson(
          projectId === null
            ? "/api/protection/rules"
            : `/api/protection/rules?projectId=${encodeURIComponent(projectId)}`,
          RuleList,
          { signal },
        ),
      select: ({ items, levels, relaxed }) => ({ items: [...levels.map(itemOfLevel), ...items], relaxed }),
    }),
};

const itemOfLevel = ({
  level,
  ownCooldownMs,
  cooldownMs,
  rules,
}: z.infer<typeof RuleList>["levels"][number]): RuleItem => ({
  subject: level,
  sentence: "Where a command says nothing else.",
  who: "any",
  facts: [],
  own: { level, consents: [], cooldownMs: ownCooldownMs },
  inForce: { level, consents: [], cooldownMs },
  isChangeable: true,
  rules,
});
