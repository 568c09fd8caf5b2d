"use client";

import { CircleHelp } from "lucide-react";
import { useState } from "react";
import type { z } from "zod";
import { endedWords, Settled } from "#components/runs/permission-card.tsx";
import { Countdown } from "#components/shared/relative-time.tsx";
import { Button } from "#components/ui/button.tsx";
import { Input } from "#components/ui/input.tsx";
import { useCommand } from "#lib/client/run-command.ts";
import type { AnswerQuestionInput, Question, QuestionEvent } from "#lib/modules/runs/schema.ts";

type Ask = z.infer<typeof QuestionEvent>;

/** Questions of the agent, answered in place with its options or in own words. */
export function QuestionCard({ ask, runId }: { ask: Ask; runId: string }) {
  const [chosen, setChosen] = useState<readonly (readonly string[])[]>(() => ask.questions.map(() => []));
  const [words, setWords] = useState<readonly string[]>(() => ask.questions.map(() => ""));
  const answer = useCommand<AnswerQuestionInput>({ name: "run.answer-question", label: "Answer" });
  const answers = ask.questions.map((_, index) => {
    const own = words[index]?.trim();
    return own ? [...(chosen[index] ?? []), own] : [...(chosen[index] ?? [])];
  });
  const send = (given: string[][] | null) =>
    answer.run({ runId, questionId: ask.questionId, answers: given });

  if (ask.state !== "open") {
    const how = ask.answers ? ask.answers.flat().join(", ") : endedWords[ask.state];
    return (
      <Settled
        what={ask.questions.map(({ question }) => question).join(" ")}
        how={how}
        who={ask.answeredBy}
      />
    );
  }
  return (
    <section
      aria-label="The agent asks a question"
      className="grid gap-3 rounded-lg border border-foreground bg-card p-3"
    >
      {ask.questions.map((question, index) => (
        <QuestionField
          // biome-ignore lint/suspicious/noArrayIndexKey: the questions of one ask never change their order
          key={index}
          question={question}
          chosen={chosen[index] ?? []}
          words={words[index] ?? ""}
          onChoose={(labels) => setChosen(replaced(chosen, index, labels))}
          onWords={(text) => setWords(replaced(words, index, text))}
        />
      ))}
      <footer className="flex flex-wrap items-center gap-2">
        <Button
          variant="primary"
          isBusy={answer.isPending}
          disabled={answers.some((given) => given.length === 0)}
          onClick={() => send(answers)}
        >
          Answer
        </Button>
        <Button variant="ghost" isBusy={answer.isPending} onClick={() => send(null)}>
          Do not answer
        </Button>
        {ask.expiresAt && (
          <span className="ml-auto text-muted-foreground text-xs">
            Rejects itself in <Countdown until={ask.expiresAt} />
          </span>
        )}
      </footer>
    </section>
  );
}

const replaced = <Item,>(list: readonly Item[], index: number, item: Item): Item[] =>
  list.map((before, other) => (other === index ? item : before));

interface QuestionFieldProps {
  question: Question;
  chosen: readonly string[];
  words: string;
  onChoose: (labels: readonly string[]) => void;
  onWords: (text: string) => void;
}

function QuestionField({ question, chosen, words, onChoose, onWords }: QuestionFieldProps) {
  const toggle = (label: string) => {
    if (chosen.includes(label)) return onChoose(chosen.filter((other) => other !== label));
    onChoose(question.isMultiple ? [...chosen, label] : [label]);
  };
  return (
    <fieldset className="grid gap-2">
      <legend className="mb-2 flex items-center gap-2 font-semibold">
        <CircleHelp className="size-4 flex-none" />
        {question.question}
      </legend>
      <div className="flex flex-wrap gap-2">
        {question.options.map((option) => (
          <Button
            key={option.label}
            aria-pressed={chosen.includes(option.label)}
            title={option.description}
            className="aria-pressed:border-primary aria-pressed:bg-primary-soft"
            onClick={() => toggle(option.label)}
          >
            {option.label}
          </Button>
        ))}
      </div>
      {question.isFreeTextAllowed && (
        <Input
          aria-label="In your own words"
          placeholder="Or in your own words"
          value={words}
          onChange={(event) => onWords(event.target.value)}
        />
      )}
    </fieldset>
  );
}
