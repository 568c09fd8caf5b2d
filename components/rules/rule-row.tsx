"use client";

import { ShieldOff } from "lucide-react";
import { RestoreButton } from "#components/rules/restore-button.tsx";
import {
  askedWords,
  cooldownWords,
  isRelaxed,
  placeOf,
  subjectWords,
  whoWords,
} from "#components/rules/rule-words.ts";
import { LevelBadge } from "#components/shared/level-badge.tsx";
import { Moment, RelativeTime } from "#components/shared/relative-time.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { isCooledLevel, type RuleItem, type RuleView } from "#lib/client/rule-queries.ts";

interface RuleRowProps {
  item: RuleItem;
  role: string;
  onChange: () => void;
}

/** One rule: what it is about, how dangerous, what is asked of whom, and where that comes from. */
export function RuleRow({ item, role, onChange }: RuleRowProps) {
  const { subject, sentence, who, facts, own, inForce, rules, isChangeable } = item;
  const isLevel = isCooledLevel(subject);
  return (
    <li
      aria-label={subjectWords(subject)}
      className="grid grid-cols-[minmax(0,1fr)_auto] items-start gap-x-4 gap-y-1.5 px-4 py-2.5 md:grid-cols-[minmax(0,5fr)_92px_minmax(0,6fr)_80px]"
    >
      <div className="min-w-0">
        <p className="font-medium [overflow-wrap:anywhere]">{subjectWords(subject)}</p>
        <p className="text-muted-foreground text-xs">{sentence}</p>
      </div>
      <div className="grid justify-items-start gap-1 max-md:col-span-2 max-md:flex max-md:flex-wrap max-md:items-center">
        <LevelBadge level={inForce.level} />
        {isRelaxed(item) && (
          <Badge variant="attention">
            <ShieldOff />
            Relaxed
          </Badge>
        )}
        {inForce.level !== own.level && (
          <span className="text-subtle-foreground text-xs">came as {own.level}</span>
        )}
      </div>
      <div className="min-w-0 text-xs leading-5 max-md:order-1 max-md:col-span-2">
        <p className="first-letter:uppercase">
          {isLevel ? cooldownWords(inForce.cooldownMs) : askedWords(inForce)}
        </p>
        {!isLevel && (
          <p className="text-muted-foreground">
            {whoWords[who] ?? who} may ask
            {facts.length > 0 && `; it takes: ${facts.join(", ").replaceAll("_", " ")}`}
          </p>
        )}
        {rules.map((rule) => (
          <Source key={rule.id} rule={rule} role={role} />
        ))}
      </div>
      {role !== "member" && isChangeable && (
        <Button
          variant="ghost"
          size="sm"
          onClick={onChange}
          aria-label={`Change ${subjectWords(subject)}`}
          className="-my-1 justify-self-end max-md:col-start-2 max-md:row-start-1"
        >
          Change…
        </Button>
      )}
    </li>
  );
}

interface SourceProps {
  rule: RuleView;
  role: string;
}

/** Who changed it, where, when, why, and until when. */
function Source({ rule, role }: SourceProps) {
  return (
    <p className="text-muted-foreground [overflow-wrap:anywhere]">
      {placeOf(rule)}: by {rule.setBy?.name ?? "somebody who is gone"} <RelativeTime at={rule.createdAt} />
      {rule.expiresAt && (
        <>
          , until <Moment at={rule.expiresAt} />
        </>
      )}
      {rule.reason && ` “${rule.reason}”`} <RestoreButton rule={rule} role={role} />
    </p>
  );
}
