"use client";

import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import {
  Dialog,
  DialogBody,
  DialogContent,
  DialogDescription,
  DialogFooter,
  DialogHeader,
  DialogTitle,
} from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { useCommand } from "#lib/client/run-command.ts";
import { type LiveTerminal, TerminalName } from "#lib/modules/terminals/schema.ts";

interface RenameTerminalDialogProps {
  terminal: LiveTerminal | null;
  onClose: () => void;
  /** The terminal takes the focus back. */
  onClosed: () => void;
}

export function RenameTerminalDialog({ terminal, onClose, onClosed }: RenameTerminalDialogProps) {
  const onCloseAutoFocus = (event: Event) => {
    event.preventDefault();
    onClosed();
  };
  return (
    <Dialog open={terminal !== null} onOpenChange={(isOpen) => !isOpen && onClose()}>
      <DialogContent onCloseAutoFocus={onCloseAutoFocus}>
        {terminal && <RenameForm key={terminal.id} terminal={terminal} onClose={onClose} />}
      </DialogContent>
    </Dialog>
  );
}

function RenameForm({ terminal, onClose }: { terminal: LiveTerminal; onClose: () => void }) {
  const [name, setName] = useState(terminal.name);
  const client = useQueryClient();
  const rename = useCommand<{ terminalId: string; name: string }>({
    name: "terminal.rename",
    label: "Rename terminal",
    errors: "inline",
    onDone() {
      void client.invalidateQueries({ queryKey: ["terminals"] });
      onClose();
    },
  });
  const fault = TerminalName.safeParse(name).error?.issues[0]?.message;
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    if (fault === undefined) void rename.run({ terminalId: terminal.id, name });
  };
  return (
    <form onSubmit={onSubmit}>
      <DialogHeader>
        <DialogTitle>Rename {terminal.name}</DialogTitle>
        <DialogDescription>Everyone who works in this workspace sees the name.</DialogDescription>
      </DialogHeader>
      <DialogBody>
        <Field label="Name" error={rename.error?.message ?? (name === "" ? null : fault)}>
          <Input
            value={name}
            autoComplete="off"
            spellCheck={false}
            onFocus={(event) => event.currentTarget.select()}
            onChange={(event) => {
              setName(event.currentTarget.value);
              rename.reset();
            }}
          />
        </Field>
      </DialogBody>
      <DialogFooter>
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" variant="primary" isBusy={rename.isPending} disabled={fault !== undefined}>
          Rename
        </Button>
      </DialogFooter>
    </form>
  );
}
