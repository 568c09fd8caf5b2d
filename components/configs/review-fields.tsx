"use client";

import { SwitchRow } from "#components/configs/switch-row.tsx";
import type { ConfigFormProps } from "#components/configs/use-config-draft.ts";
import { Field } from "#components/ui/field.tsx";
import { Input, Textarea } from "#components/ui/input.tsx";

/** What is run and read before a person looks at the work. */
export function ReviewFields({ draft, mayChange }: ConfigFormProps) {
  const { isReviewOn, reviewRoundsMax, reviewPrompt, checkCommand, checkReport } = draft.shown;
  return (
    <>
      <Field
        label="Check command"
        note="optional"
        hint="Runs by a shell in the task's worktree before each review; its output goes to the reviewer and on the card."
        error={draft.faultOf("checkCommand")}
      >
        <Textarea
          rows={2}
          className="font-mono text-xs"
          placeholder="npm test"
          spellCheck={false}
          readOnly={!mayChange}
          value={checkCommand}
          onChange={(event) => draft.set({ checkCommand: event.target.value })}
        />
      </Field>
      <Field
        label="Report of the check"
        note="optional"
        hint="A file in the worktree that the command writes, as JUnit or TAP: then each case is shown."
        error={draft.faultOf("checkReport")}
      >
        <Input
          className="font-mono text-xs"
          placeholder="reports/junit.xml"
          spellCheck={false}
          readOnly={!mayChange}
          value={checkReport}
          onChange={(event) => draft.set({ checkReport: event.target.value })}
        />
      </Field>
      <div className="grid gap-3 rounded-md border p-3">
        <SwitchRow
          label="AI review"
          hint="A second session reads the finished work before a person does. Off: the work goes to a person at once, and the check does not run."
          isOn={isReviewOn}
          isDisabled={!mayChange}
          onChange={(isOn) => draft.set({ isReviewOn: isOn })}
        />
        {isReviewOn && (
          <>
            <Field
              label="Rounds"
              hint="How often a review may send the work back to the agent, 0 to 10. Then a person looks at it."
              error={draft.faultOf("reviewRoundsMax")}
            >
              <Input
                type="number"
                min={0}
                max={10}
                step={1}
                className="w-24 tabular-nums"
                readOnly={!mayChange}
                value={reviewRoundsMax}
                onChange={(event) => draft.set({ reviewRoundsMax: event.target.value })}
              />
            </Field>
            <Field
              label="Review prompt"
              note="optional"
              hint="What the reviewer is to look at beside what it is always told."
              error={draft.faultOf("reviewPrompt")}
            >
              <Textarea
                rows={3}
                className="resize-y"
                placeholder="Every change of the schema needs a migration."
                readOnly={!mayChange}
                value={reviewPrompt}
                onChange={(event) => draft.set({ reviewPrompt: event.target.value })}
              />
            </Field>
          </>
        )}
      </div>
    </>
  );
}
