"use client";

import { useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { Button } from "#components/ui/button.tsx";
import { useCommand } from "#lib/client/run-command.ts";
import type { AnswerableOperation } from "#lib/operations/schema.ts";

/** The way to where what is held is answered, and Cancel for what has not ended; the server says who may. */
export function OperationActions({ operation }: { operation: AnswerableOperation }) {
  const client = useQueryClient();
  const cancel = useCommand<{ operationId: string }>({
    name: "operation.cancel",
    label: "Cancel operation",
    onDone: () => void client.invalidateQueries({ queryKey: ["operations"] }),
  });
  const { id, state, may, isCancelAsked } = operation;
  const isHeld = state === "held";
  if (!isHeld && !may.cancel) return null;
  const mayAnswer = may.confirm || may.approve || may.reject;
  return (
    <div className="flex gap-2 border-t p-4 *:flex-1">
      {may.cancel && (
        <Button
          isBusy={cancel.isPending}
          disabled={isCancelAsked}
          onClick={() => void cancel.run({ operationId: id })}
        >
          {isCancelAsked ? "Cancelling" : isHeld ? "Withdraw" : "Cancel"}
        </Button>
      )}
      {isHeld && (
        <Button asChild variant={mayAnswer ? "primary" : "default"}>
          <Link href={`/approvals/${id}`}>{mayAnswer ? "Answer it" : "See its approval"}</Link>
        </Button>
      )}
    </div>
  );
}
