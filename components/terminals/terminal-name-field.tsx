"use client";

import { useQueryClient } from "@tanstack/react-query";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import type { TabItem } from "#components/terminals/use-tab-items.ts";
import { useCommand } from "#lib/client/run-command.ts";
import { TerminalName } from "#lib/modules/terminals/schema.ts";

/** The name in its tab, to be written over: Enter or leaving keeps it, Escape does not. */
export function TerminalNameField({ item, onDone }: { item: TabItem; onDone: () => void }) {
  const [name, setName] = useState(item.name);
  const field = useRef<HTMLInputElement>(null);
  const isDone = useRef(false);
  const client = useQueryClient();
  const rename = useCommand<{ terminalId: string; name: string }>({
    name: "terminal.rename",
    label: "Rename terminal",
    onDone: () => void client.invalidateQueries({ queryKey: ["terminals"] }),
  });
  useEffect(() => field.current?.select(), []);

  const isValid = TerminalName.safeParse(name).success;
  const finish = (keeps: boolean) => {
    if (isDone.current) return;
    isDone.current = true;
    if (keeps && isValid && name.trim() !== item.name) void rename.run({ terminalId: item.id, name });
    onDone();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    event.stopPropagation();
    if (event.key === "Enter") finish(true);
    else if (event.key === "Escape") finish(false);
  };
  return (
    <input
      ref={field}
      value={name}
      aria-label={`New name of ${item.name}`}
      aria-invalid={!isValid}
      maxLength={60}
      autoComplete="off"
      spellCheck={false}
      onChange={(event) => setName(event.currentTarget.value)}
      onKeyDown={onKeyDown}
      onBlur={() => finish(true)}
      className="mx-2 h-6 w-36 rounded-badge border bg-background px-1.5 text-foreground text-xs aria-invalid:border-destructive"
    />
  );
}
