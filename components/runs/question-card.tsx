"use client";

import { CircleHelp } from "lucide-react";
import type { z } from "zod";
import { answerDrafts } from "#components/runs/drafts.ts";
import { QuestionField } from "#components/runs/question-field.tsx";
import { SettledAsk } from "#components/runs/settled-ask.tsx";
import { UnsentWords } from "#components/runs/unsent-words.tsx";
import { useAskDraft } from "#components/runs/use-ask-draft.ts";
import { Countdown } from "#components/shared/relative-time.tsx";
import { Button } from "#components/ui/button.tsx";
import { type AnswerDraft, answerOf, chosenIn, settledAnswers } from "#lib/client/ask-words.ts";
import { useCommand } from "#lib/client/run-command.ts";
import type { AnswerQuestionInput } from "#lib/modules/runs/answers/schema.ts";
import type { QuestionEvent } from "#lib/modules/runs/schema.ts";

type Ask = z.infer<typeof QuestionEvent>;

const emptyDraft: AnswerDraft = { labels: [], words: "" };

/** Questions of the agent, answered in place with its options or in own words. */
export function QuestionCard({ ask, runId }: { ask: Ask; runId: string }) {
  const kept = useAskDraft(answerDrafts, runId, ask.questionId);
  const drafts = ask.questions.map((_, index) => kept.draft[index] ?? emptyDraft);
  const answer = useCommand<AnswerQuestionInput>({ name: "run.answer-question", label: "Answer" });
  const answers = drafts.map(answerOf);
  const send = (given: string[][] | null) =>
    kept.give(answer.run({ runId, questionId: ask.questionId, answers: given }));

  if (ask.state !== "open") {
    const unsent = kept.unsent.map(({ words }) => words.trim()).filter(Boolean);
    return (
      <>
        <SettledAsk icon={CircleHelp} lines={settledAnswers(ask)} />
        {!answer.isPending && <UnsentWords text={unsent.join("\n")} onPutAway={kept.forget} />}
      </>
    );
  }
  return (
    <section
      aria-label="The agent asks a question"
      className="grid grid-cols-[minmax(0,1fr)] gap-4 rounded-lg border border-foreground bg-card p-3"
    >
      {ask.questions.map((question, index) => (
        <QuestionField
          // biome-ignore lint/suspicious/noArrayIndexKey: the questions of one ask never change their order
          key={index}
          question={question}
          draft={drafts[index] ?? emptyDraft}
          onChange={(change) =>
            kept.set(
              drafts.map((draft, other) => (other === index ? chosenIn(question, draft, change) : draft)),
            )
          }
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
            Closes itself in <Countdown until={ask.expiresAt} />
          </span>
        )}
      </footer>
    </section>
  );
}
