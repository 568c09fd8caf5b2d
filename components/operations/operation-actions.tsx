"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";
import { heldOf, titleOf } from "#components/operations/operation-words.ts";
import { variantByLevel } from "#components/shared/confirm-footer.tsx";
import { Button } from "#components/ui/button.tsx";
import { clock } from "#lib/client/clock.ts";
import { useCommands } from "#lib/client/command-context.ts";
import { phaseOf } from "#lib/client/held-operation.ts";
import { useCommand } from "#lib/client/run-command.ts";
import { type ConfirmToken, type HeldOperation, type OperationView, openStates } from "#lib/kernel/answer.ts";
import { isAtLeast } from "#lib/kernel/danger.ts";

const hints = {
  ready: null,
  cooling: "Its cooldown has to pass before it can be confirmed again.",
  waiting: "You have confirmed it, or it waits for someone else’s consent.",
} as const;

/** Confirm for what is held, Cancel for what has not ended; the server decides who may. */
export function OperationActions({ operation }: { operation: OperationView }) {
  const client = useQueryClient();
  const commands = useCommands();
  const nowMs = useSyncExternalStore<number>(clock.subscribe, clock.now, () => 0);
  const refresh = () => void client.invalidateQueries({ queryKey: ["operations"] });

  const ask = async (held: HeldOperation, confirm: ConfirmToken | null) => {
    await commands.askToConfirm(
      { outcome: "held", operation: held, confirm },
      { label: titleOf(operation), staysHeld: true },
    );
    refresh();
  };
  const token = useCommand<{ operationId: string }, { operation: HeldOperation; confirm: ConfirmToken }>({
    name: "operation.issue-token",
    label: "Confirm",
    onDone: (result) => void ask(result?.operation ?? heldOf(operation), result?.confirm ?? null),
  });
  const cancel = useCommand<{ operationId: string }>({
    name: "operation.cancel",
    label: "Cancel operation",
    onDone: refresh,
  });

  if (!openStates.includes(operation.state)) return null;
  const isHeld = operation.state === "held";
  const phase = phaseOf(heldOf(operation), nowMs);
  const confirm = () => {
    // At HIGH and above nothing that could be passed on stands for a person: the dialog asks for the name itself.
    if (isAtLeast(operation.level, "HIGH")) void ask(heldOf(operation), null);
    else void token.run({ operationId: operation.id });
  };
  return (
    <div className="grid gap-2 border-t p-4">
      <div className={isHeld ? "grid grid-cols-[1fr_1.5fr] gap-2" : "grid"}>
        <Button
          isBusy={cancel.isPending}
          disabled={operation.isCancelAsked}
          onClick={() => void cancel.run({ operationId: operation.id })}
        >
          {operation.isCancelAsked ? "Cancelling" : isHeld ? "Withdraw" : "Cancel"}
        </Button>
        {isHeld && (
          <Button
            variant={variantByLevel[operation.level]}
            disabled={phase !== "ready"}
            isBusy={token.isPending}
            onClick={confirm}
          >
            Confirm
          </Button>
        )}
      </div>
      {isHeld && hints[phase] && <p className="text-muted-foreground text-xs">{hints[phase]}</p>}
    </div>
  );
}
