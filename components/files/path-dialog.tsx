"use client";

import { useRef, useState } from "react";
import { FormDialog } from "#components/shared/form-dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";

export interface PathQuestion {
  title: string;
  label: string;
  hint: string;
  button: string;
  /** What stands in the field at first, selected. */
  value: string;
  /** Does it: null when done, or the reason why not. */
  submit: (path: string) => Promise<string | null>;
}

interface PathDialogProps {
  question: PathQuestion;
  onClose: () => void;
}

/** Asks for one path, such as the folder that something is moved to. */
export function PathDialog({ question, onClose }: PathDialogProps) {
  const [path, setPath] = useState(question.value);
  const [reason, setReason] = useState<string | null>(null);
  const [isBusy, setIsBusy] = useState(false);
  const isSelected = useRef(false);

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
      isReady
      onSubmit={() => void submit()}
      onClose={onClose}
    >
      <Field label={question.label} hint={question.hint} error={reason}>
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
            if (isSelected.current) return;
            isSelected.current = true;
            event.target.select();
          }}
        />
      </Field>
    </FormDialog>
  );
}
