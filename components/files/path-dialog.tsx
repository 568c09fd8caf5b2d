"use client";

import { useRef, useState } from "react";
import { FormDialog } from "#components/shared/form-dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { nameOf } from "#lib/modules/files/rules.ts";

export interface PathQuestion {
  title: string;
  hint: string;
  button: string;
  /** What stands in the field; the name in it is selected. */
  value: string;
  /** Does it: null when done, or the reason why not. */
  submit: (path: string) => Promise<string | null>;
}

interface PathDialogProps {
  question: PathQuestion;
  onClose: () => void;
}

/** Asks for one path: a new file's or folder's, or where something is moved to. */
export function PathDialog({ question, onClose }: PathDialogProps) {
  const [path, setPath] = useState(question.value);
  const [reason, setReason] = useState<string | null>(null);
  const [isBusy, setIsBusy] = useState(false);
  const isNameSelected = useRef(false);

  const submit = async () => {
    setIsBusy(true);
    const refused = await question.submit(path.trim());
    setIsBusy(false);
    if (refused === null) onClose();
    else setReason(refused);
  };
  return (
    <FormDialog
      title={question.title}
      description={question.hint}
      isDescriptionHidden
      button={question.button}
      isBusy={isBusy}
      isReady={path.trim() !== ""}
      onSubmit={() => void submit()}
      onClose={onClose}
    >
      <Field label="Path" hint={question.hint} error={reason}>
        <Input
          value={path}
          readOnly={isBusy}
          spellCheck={false}
          autoComplete="off"
          className="font-mono"
          onChange={(event) => {
            setPath(event.target.value);
            setReason(null);
          }}
          onFocus={(event) => {
            if (isNameSelected.current) return;
            isNameSelected.current = true;
            const start = event.target.value.length - nameOf(event.target.value).length;
            event.target.setSelectionRange(start, event.target.value.length);
          }}
        />
      </Field>
    </FormDialog>
  );
}
