"use client";

import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { toast } from "sonner";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { faultOf, restOf } from "#lib/client/form-faults.ts";
import { useCommand } from "#lib/client/run-command.ts";

/** The name that others see. */
export function NameForm({ name: known }: { name: string }) {
  const router = useRouter();
  const [name, setName] = useState(known);
  const update = useCommand<{ name: string }>({
    name: "me.update",
    label: "Change your name",
    errors: "inline",
    onDone: () => {
      toast.success("Your name is changed");
      // The shell was rendered with the old one.
      router.refresh();
    },
  });
  const isChanged = name.trim() !== "" && name.trim() !== known;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isChanged) void update.run({ name: name.trim() });
  };
  return (
    <form onSubmit={submit} className="flex items-end gap-2" noValidate>
      <Field
        label="Name"
        className="min-w-0 flex-1"
        error={faultOf(update.error, "name") ?? restOf(update.error, ["name"])}
      >
        <Input
          value={name}
          onChange={(event) => setName(event.target.value)}
          autoComplete="name"
          maxLength={100}
        />
      </Field>
      <Button type="submit" isBusy={update.isPending} disabled={!isChanged}>
        Save
      </Button>
    </form>
  );
}
