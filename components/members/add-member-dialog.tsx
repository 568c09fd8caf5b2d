"use client";

import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { AccessField } from "#components/invitations/invite-dialog.tsx";
import { FormDialog } from "#components/shared/form-dialog.tsx";
import { usePause } from "#components/shared/use-pause.ts";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from "#components/ui/select.tsx";
import { useCommand } from "#lib/client/run-command.ts";
import type { GiveAccessInput, MemberAccess } from "#lib/modules/members/schema.ts";
import { personQueries } from "#lib/modules/people/queries.ts";
import type { PersonView } from "#lib/modules/people/schema.ts";

interface AddMemberDialogProps {
  projectId: string;
  onClose: () => void;
}

/** Gives somebody who is here access to the project. */
export function AddMemberDialog({ projectId, onClose }: AddMemberDialogProps) {
  const [text, setText] = useState("");
  const q = usePause(text.trim());
  const people = useInfiniteQuery({
    ...personQueries.list({ outsideProjectId: projectId, ...(q === "" ? {} : { q }) }),
    placeholderData: keepPreviousData,
  });
  const [personId, setPersonId] = useState("");
  const [access, setAccess] = useState<MemberAccess>("write");
  const add = useCommand<GiveAccessInput>({
    name: "member.add",
    errors: "inline",
    onDone: onClose,
  });
  const others = people.data?.pages.flatMap(({ items }) => items.filter(mayComeIn)) ?? [];
  // Few enough to choose from are not searched. Once there is a field it stays: what was found of many may be few.
  const [isLong, setIsLong] = useState(false);
  if (people.hasNextPage && !isLong) setIsLong(true);
  const isNobodyLeft = people.isSuccess && !people.hasNextPage && others.length === 0;
  const find = (next: string) => {
    setText(next);
    setPersonId("");
  };
  return (
    <FormDialog
      title="Add a member"
      description="Somebody who is here already. Invite those who are not."
      button="Add"
      isBusy={add.isPending}
      isReady={personId !== ""}
      rest={add.error?.message}
      onSubmit={() => void add.run({ projectId, personId, access })}
      onClose={onClose}
    >
      {isLong && (
        <Field label="Find" hint="By name; admins of the installation by e-mail address, too.">
          <Input
            type="search"
            value={text}
            maxLength={200}
            autoComplete="off"
            onChange={(event) => find(event.target.value)}
          />
        </Field>
      )}
      <Select value={personId} onValueChange={setPersonId} disabled={others.length === 0}>
        <Field
          label="Person"
          hint={
            people.hasNextPage ? manyWords(others.length) : isNobodyLeft ? noneWords(text !== "") : undefined
          }
          error={people.isError ? "The people could not be listed." : null}
        >
          <SelectTrigger>
            <SelectValue placeholder="Choose somebody" />
          </SelectTrigger>
        </Field>
        <SelectContent>
          {others.map(({ id, name, more }) => (
            <SelectItem key={id} value={id}>
              {more ? `${name} · ${more.email}` : name}
            </SelectItem>
          ))}
        </SelectContent>
      </Select>
      <AccessField value={access} onChange={setAccess} />
    </FormDialog>
  );
}

const mayComeIn = ({ more }: PersonView): boolean => !more?.disabledAt;

const manyWords = (shown: number): string =>
  `There are many: the first ${shown} stand here. Find the others by their name.`;

const noneWords = (isSearched: boolean): string =>
  isSearched
    ? "Nobody of this name whom you know of may be added."
    : "Everybody you know of is a member already. Invite somebody instead.";
