"use client";

import { CircleHelp } from "lucide-react";
import { useId } from "react";
import { CheckCard } from "#components/ui/check-card.tsx";
import { Input } from "#components/ui/input.tsx";
import { RadioCard, RadioCards } from "#components/ui/radio-cards.tsx";
import type { AnswerDraft } from "#lib/client/ask-words.ts";
import type { Question } from "#lib/modules/runs/schema.ts";

interface QuestionFieldProps {
  question: Question;
  draft: AnswerDraft;
  onChange: (change: Partial<AnswerDraft>) => void;
}

/** One question: each option with what follows from it, and a line for own words. */
export function QuestionField({ question, draft, onChange }: QuestionFieldProps) {
  const { options, isMultiple, isFreeTextAllowed } = question;
  const { labels, words } = draft;
  const id = useId();
  const toggle = (label: string) =>
    onChange({
      labels: labels.includes(label) ? labels.filter((other) => other !== label) : [...labels, label],
    });
  return (
    <fieldset className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-2">
      <legend id={id} className="mb-2 flex gap-2 font-semibold">
        <CircleHelp className="mt-0.5 size-4 flex-none" />
        <span className="min-w-0 [overflow-wrap:anywhere]">
          {question.question}
          {isMultiple && (
            <span className="block font-normal text-muted-foreground text-xs">Several may be chosen.</span>
          )}
        </span>
      </legend>
      {isMultiple
        ? options.map(({ label, description }) => (
            <CheckCard
              key={label}
              title={label}
              hint={description}
              checked={labels.includes(label)}
              onCheckedChange={() => toggle(label)}
            />
          ))
        : options.length > 0 && (
            <RadioCards
              aria-labelledby={id}
              // The narrow panel has no room for two beside each other.
              className="md:grid-cols-1"
              value={labels[0] ?? ""}
              onValueChange={(label) => onChange({ labels: [label] })}
            >
              {options.map(({ label, description }) => (
                <RadioCard key={label} value={label} title={label} hint={description} className="px-3 py-2" />
              ))}
            </RadioCards>
          )}
      {isFreeTextAllowed && (
        <Input
          aria-label={options.length > 0 ? "Answer in your own words" : "Answer"}
          aria-describedby={id}
          placeholder={options.length > 0 && !isMultiple ? "Or in your own words" : "In your own words"}
          value={words}
          onChange={(event) => onChange({ words: event.target.value })}
        />
      )}
    </fieldset>
  );
}
