"use client";

import { useState } from "react";
import { toast } from "sonner";
import { useCommands } from "#lib/client/command-context.ts";
import { countOf } from "#lib/client/format.ts";
import { hasConfirmation } from "#lib/client/held-operation.ts";
import { answerOf } from "#lib/client/run-command.ts";
import { ConfirmAnswer, type ConfirmToken, type HeldOperation } from "#lib/kernel/answer.ts";
import { newId } from "#lib/kernel/ids.ts";
import type { Card } from "#lib/modules/cards/schema.ts";

/** What one card is asked for: a command, or a sentence that says why it cannot be. */
export type BulkStep = { name: string; input: Record<string, unknown> } | { refusal: string };

interface Fault {
  card: Card;
  message: string;
}

interface HeldCard {
  card: Card;
  operation: HeldOperation;
  confirm: ConfirmToken | null;
}

type Consented = "done" | "taken back" | { held: HeldCard } | { fault: Fault };

/** One more consent can be given now, by whoever asked. */
export const isToConfirm = ({ operation, confirm }: HeldCard): boolean =>
  confirm !== null || !hasConfirmation(operation.needs);

export interface BulkResult {
  /** What was asked for: "Delete", "Move to Done". */
  deed: string;
  done: number;
  held: readonly HeldCard[];
  faults: readonly Fault[];
}

const deniedSince = "You may no longer do this. Nothing was done.";

/** One command for each card, one after the other, through the same gate as any; what came of it is told together. */
export function useBulk(onAllDone: () => void) {
  const commands = useCommands();
  const [progress, setProgress] = useState<{ deed: string; at: number; of: number } | null>(null);
  const [result, setResult] = useState<BulkResult | null>(null);

  /** Where everything went well there is nothing to read. */
  const conclude = (next: BulkResult) => {
    setProgress(null);
    const isPlain = next.held.length === 0 && next.faults.length === 0;
    setResult(isPlain ? null : next);
    if (isPlain && next.done > 0)
      toast.success(next.deed, { description: `Done for ${countOf(next.done, "card", "cards")}.` });
    return isPlain;
  };

  const run = async (deed: string, cards: readonly Card[], stepOf: (card: Card) => BulkStep | null) => {
    const held: HeldCard[] = [];
    const faults: Fault[] = [];
    let done = 0;
    for (const [at, card] of cards.entries()) {
      setProgress({ deed, at, of: cards.length });
      const step = stepOf(card);
      if (step === null) done += 1;
      else if ("refusal" in step) faults.push({ card, message: step.refusal });
      else {
        const answer = await answerOf(commands.run({ ...step, idempotencyKey: newId() }));
        if (answer.outcome === "held")
          held.push({ card, operation: answer.operation, confirm: answer.confirm });
        else if (answer.outcome === "error") faults.push({ card, message: answer.error.message });
        else done += 1;
      }
    }
    if (conclude({ deed, done, held, faults })) onAllDone();
  };

  const runStep = (name: string, input: object) =>
    answerOf(commands.run({ name, input, idempotencyKey: newId() }));

  /** One consent by its token; what takes more than a press is asked for in the one dialog, as for a single card. */
  const consentTo = async ({ card, operation, confirm }: HeldCard): Promise<Consented> => {
    if (!confirm) {
      const answer = await commands.askToConfirm({ outcome: "held", operation, confirm });
      if (answer.outcome === "error") return { fault: { card, message: answer.error.message } };
      if (answer.outcome === "held") return { held: { card, ...answer } };
      return answer.outcome === "cancelled" ? "taken back" : "done";
    }
    const answer = await runStep("operation.confirm", { token: confirm.token });
    if (answer.outcome === "error") return { fault: { card, message: answer.error.message } };
    const after = answer.outcome === "done" ? ConfirmAnswer.safeParse(answer.result).data : undefined;
    if (after?.operation.state === "denied") return { fault: { card, message: deniedSince } };
    if (!after || !("needs" in after.operation)) return "done";
    return { held: { card, operation: after.operation, confirm: after.confirm } };
  };

  const takeBack = async ({ card, operation }: HeldCard): Promise<Consented> => {
    const answer = await runStep("operation.cancel", { operationId: operation.id });
    return answer.outcome === "error" ? { fault: { card, message: answer.error.message } } : "taken back";
  };

  /** Consents to everything that is held, or takes all of it back. */
  const settle = async (isConfirmed: boolean) => {
    if (!result) return;
    const { deed, held } = result;
    const faults = [...result.faults];
    const stillHeld: HeldCard[] = [];
    let { done } = result;
    let isAll = isConfirmed;
    for (const [at, one] of held.entries()) {
      setProgress({ deed, at, of: held.length });
      const consented = isConfirmed ? await consentTo(one) : await takeBack(one);
      if (consented === "done") done += 1;
      else if (consented === "taken back") isAll = false;
      else if ("held" in consented) stillHeld.push(consented.held);
      else faults.push(consented.fault);
    }
    // What was taken back stays selected, for something else to be done with it.
    if (conclude({ deed, done, held: stillHeld, faults }) && isAll) onAllDone();
  };

  return { progress, result, run, settle, forget: () => setResult(null) };
}
