"use client";

import { type KeyboardEvent, useEffect, useRef, useState } from "react";

interface NameFieldProps {
  label: string;
  value: string;
  /** Null when done, or why not. */
  onSubmit: (name: string) => Promise<string | null>;
  onCancel: () => void;
}

/** A name typed in the tree, to which the focus returns. Enter and leaving it take it, Escape does not; a refusal is said below. */
export function NameField({ label, value, onSubmit, onCancel }: NameFieldProps) {
  const field = useRef<HTMLInputElement>(null);
  const [refusal, setRefusal] = useState<string | null>(null);
  const hasEndedByKey = useRef(false);
  const isBusy = useRef(false);

  useEffect(() => {
    const tree = field.current?.closest<HTMLElement>("[role=tree]");
    field.current?.focus();
    const dot = value.lastIndexOf(".");
    field.current?.setSelectionRange(0, dot > 0 ? dot : value.length);
    return () => {
      if (hasEndedByKey.current) tree?.focus();
    };
  }, [value]);

  const submit = async (isLeaving: boolean) => {
    if (isBusy.current) return;
    isBusy.current = true;
    hasEndedByKey.current = !isLeaving;
    const refused = await onSubmit(field.current?.value ?? "");
    if (refused === null) return;
    isBusy.current = false;
    hasEndedByKey.current = false;
    if (isLeaving) return onCancel();
    setRefusal(refused);
    field.current?.focus();
  };
  const cancel = () => {
    isBusy.current = true;
    hasEndedByKey.current = true;
    onCancel();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // The tree has other uses for these keys.
    event.stopPropagation();
    if (event.key !== "Enter" && event.key !== "Escape") return;
    event.preventDefault();
    if (event.key === "Enter") void submit(false);
    else cancel();
  };
  return (
    <span className="relative min-w-0 flex-1">
      <input
        ref={field}
        aria-label={label}
        aria-invalid={refusal !== null}
        aria-describedby={refusal === null ? undefined : "name-refusal"}
        defaultValue={value}
        spellCheck={false}
        autoComplete="off"
        maxLength={1000}
        onClick={(event) => event.stopPropagation()}
        onDoubleClick={(event) => event.stopPropagation()}
        onChange={() => setRefusal(null)}
        onKeyDown={onKeyDown}
        onBlur={() => void submit(true)}
        className="h-5 w-full rounded-sm border border-ring bg-background px-1 outline-none aria-invalid:border-failure max-md:h-8 max-md:text-lg"
      />
      {refusal !== null && (
        <span
          id="name-refusal"
          role="alert"
          className="absolute inset-x-0 top-full z-20 mt-0.5 whitespace-normal rounded-sm border border-failure-border bg-failure-soft px-2 py-1 text-failure text-xs shadow-md"
        >
          {refusal}
        </span>
      )}
    </span>
  );
}
