"use client";

import { type FormEvent, useRef, useState } from "react";
import { approveLabel, lacksApproval } from "#components/approvals/approval-words.ts";
import { BreakGlassDialog } from "#components/approvals/break-glass-dialog.tsx";
import { type AnswerKind, useAnswer } from "#components/approvals/use-answer.ts";
import { Refusal } from "#components/passkeys/refusal.tsx";
import { variantByLevel } from "#components/shared/confirm-footer.tsx";
import { Moment } from "#components/shared/relative-time.tsx";
import { TypedNameField } from "#components/shared/typed-name-field.tsx";
import type { ShellUser } from "#components/shell/user-menu.tsx";
import { Button, ButtonGroup } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Textarea } from "#components/ui/input.tsx";
import { cooldownBegan, isCooldown } from "#lib/client/held-operation.ts";
import { deedOfCommand, isRemoval } from "#lib/kernel/command-words.ts";
import type { AnswerableOperation } from "#lib/operations/schema.ts";

interface AnswerFormProps {
  operation: AnswerableOperation;
  user: ShellUser;
}

/** The answer of the one who looks: what they may say, and nothing else. */
export function AnswerForm({ operation, user }: AnswerFormProps) {
  const { may, level, target } = operation;
  const answer = useAnswer(operation, user.id);
  const nameField = useRef<HTMLInputElement>(null);
  const [isGlassOpen, setGlassOpen] = useState(false);
  const { kind, error } = answer;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (answer.isComplete && !answer.sending) answer.say();
  };
  const tooEarly = lacksApproval(operation) && !may.approve ? operation.approvableAt : null;
  const hasNote = kind !== null || may.reject;
  return (
    <form onSubmit={submit} className="grid grid-cols-[minmax(0,1fr)] gap-3 border-t px-4 pt-3.5 pb-4">
      {answer.kinds.length > 1 && <KindChoice kind={kind} onChoose={answer.choose} />}
      {answer.asksName && (
        <TypedNameField
          name={target.name}
          typed={answer.typedName}
          field={nameField}
          onType={answer.setTypedName}
          purpose={kind === "approve" ? "to approve" : "to confirm"}
        />
      )}
      {hasNote && (
        <Field
          label={answer.isReasonRequired ? "Reason" : "Note"}
          note={noteHint(answer.isReasonRequired, may.reject)}
          error={answer.isRejectAsked ? "say why; whoever asked will read it" : null}
        >
          <Textarea
            rows={2}
            maxLength={2000}
            value={answer.note}
            onChange={(event) => answer.setNote(event.target.value)}
          />
        </Field>
      )}
      <Refusal error={error} email={user.email} next={`/approvals/${operation.id}`} onDone={answer.say} />
      <div className="flex gap-2 empty:hidden [&>button]:flex-1">
        {may.reject && (
          <Button isBusy={answer.sending === "no"} onClick={answer.reject}>
            Reject
          </Button>
        )}
        {!may.reject && may.cancel && (
          <Button isBusy={answer.isWithdrawing} onClick={answer.withdraw}>
            Withdraw
          </Button>
        )}
        {kind === null && tooEarly && (
          <Button variant={variantByLevel[level]} disabled className="grow-[1.5]!">
            {approveLabel(operation.command)}
          </Button>
        )}
        {kind && (
          <Button
            type="submit"
            variant={variantByLevel[level]}
            disabled={!answer.isComplete}
            isBusy={answer.sending === "yes"}
            className="grow-[1.5]!"
          >
            {labelOf(operation, kind, answer.isStart)}
          </Button>
        )}
      </div>
      {kind === null && tooEarly && (
        <p className="text-xs">
          You are the only administrator. You can approve it from <Moment at={tooEarly} /> on, when the whole
          cooldown is over.
        </p>
      )}
      <Consequence operation={operation} kind={kind} isStart={answer.isStart} />
      <div className="flex flex-wrap gap-x-4 gap-y-1 empty:hidden">
        {may.reject && may.cancel && (
          <Button
            variant="link"
            size="bare"
            className="text-xs"
            isBusy={answer.isWithdrawing}
            onClick={answer.withdraw}
          >
            Withdraw it instead
          </Button>
        )}
        {may.breakGlass && (
          <Button
            variant="link"
            size="bare"
            className="text-muted-foreground text-xs"
            onClick={() => setGlassOpen(true)}
          >
            Skip the cooldown…
          </Button>
        )}
      </div>
      {isGlassOpen && (
        <BreakGlassDialog operation={operation} user={user} onClose={() => setGlassOpen(false)} />
      )}
    </form>
  );
}

const noteHint = (isRequired: boolean, mayReject: boolean): string => {
  if (isRequired) return "kept in the record";
  return mayReject ? "for the audit log, required to reject" : "for the audit log";
};

function labelOf({ command }: AnswerableOperation, kind: AnswerKind, isStart: boolean): string {
  if (kind === "approve") return approveLabel(command);
  return isStart ? "Start the cooldown" : deedOfCommand(command);
}

interface KindChoiceProps {
  kind: AnswerKind | null;
  onChoose: (kind: AnswerKind) => void;
}

const kindWords: Record<AnswerKind, string> = { confirm: "Confirm", approve: "Approve" };

/** Four eyes: who confirms cannot approve as well. */
function KindChoice({ kind, onChoose }: KindChoiceProps) {
  return (
    <div className="grid gap-1.5">
      <ButtonGroup aria-label="Your answer" className="[&>button]:flex-1">
        {(["confirm", "approve"] as const).map((each) => (
          <Button key={each} size="sm" aria-pressed={kind === each} onClick={() => onChoose(each)}>
            {kindWords[each]}
          </Button>
        ))}
      </ButtonGroup>
      <p className="text-muted-foreground text-xs">
        You may do one of the two: whoever confirms cannot approve it as well.
      </p>
    </div>
  );
}

interface ConsequenceProps {
  operation: AnswerableOperation;
  kind: AnswerKind | null;
  isStart: boolean;
}

/** What follows from the answer, and what does not yet. */
function Consequence({ operation, kind, isStart }: ConsequenceProps) {
  const { command, consents, notBefore, needs } = operation;
  const done = isRemoval(command) ? "deleted" : "done";
  const cooldown = needs.find(isCooldown);
  const isRunning = cooldown && !cooldown.met && cooldownBegan(consents) !== null;
  const lapse = "If a fact above changes, the answers lapse and you are asked again.";
  return (
    <p className="text-muted-foreground text-xs">
      {isRunning && notBefore ? (
        <>
          Nothing is {done} before <Moment at={notBefore} />. {lapse}
        </>
      ) : isStart ? (
        <>
          Nothing is {done} by this yet: it starts the cooldown. {lapse}
        </>
      ) : kind === null ? (
        "You have nothing to answer here now."
      ) : needs.filter((need) => !need.met).length > 1 ? (
        <>
          Nothing is {done} before everything above is met. {lapse}
        </>
      ) : (
        "With this everything is met, and it begins at once."
      )}
    </p>
  );
}
