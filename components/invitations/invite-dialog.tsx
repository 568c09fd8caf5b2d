"use client";

import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { toast } from "sonner";
import { ShownLink } from "#components/invitations/shown-link.tsx";
import { accessWords, roleWords } from "#components/people/role-words.ts";
import { OnceDialog } from "#components/shared/form-dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from "#components/ui/select.tsx";
import { faultOf, restOf } from "#lib/client/form-faults.ts";
import { useCommand } from "#lib/client/run-command.ts";
import { shellQueries } from "#lib/client/shell-queries.ts";
import { invitationQueries } from "#lib/modules/invitations/queries.ts";
import type { CreateInvitationInput, ShownInvitation } from "#lib/modules/invitations/schema.ts";
import { accesses, type MemberAccess } from "#lib/modules/members/schema.ts";

interface InviteDialogProps {
  /** The project that is invited into; null where that is chosen here. */
  projectId: string | null;
  onClose: () => void;
}

const none = "none";
type Role = CreateInvitationInput["role"];
const fields = ["email", "role", "projectId", "access"];

/** Asks whom and to what, and shows the link the one time. */
export function InviteDialog({ projectId: fixed, onClose }: InviteDialogProps) {
  const [made, setMade] = useState<ShownInvitation | null>(null);
  const [email, setEmail] = useState("");
  const [role, setRole] = useState<Role>("member");
  const [projectId, setProjectId] = useState(fixed ?? none);
  const [access, setAccess] = useState<MemberAccess>("write");
  const create = useCommand<Partial<CreateInvitationInput>, ShownInvitation>({
    name: "invitation.create",
    label: "Invite",
    errors: "inline",
  });
  const send = useCommand<{ invitationId: string }>({ name: "invitation.send" });
  const list = useInfiniteQuery(invitationQueries.list(fixed));
  const canSend = list.data?.pages[0]?.canSendMail ?? false;
  const isSent = canSend && email.trim() !== "";
  const rest = restOf(create.error, fields);
  const submit = async () => {
    const answer = await create.run({
      role,
      ...(email.trim() !== "" && { email: email.trim() }),
      ...(projectId !== none && { projectId, access }),
    });
    if (answer.outcome === "error") return;
    if (answer.outcome !== "done") return onClose();
    const sent = isSent ? await send.run({ invitationId: answer.result.id }) : null;
    // Where the mail does not go out, the link is there to be handed over.
    if (sent === null || sent.outcome === "error") return setMade(answer.result);
    toast.success(`The invitation was sent to ${email.trim()}.`);
    onClose();
  };
  return (
    <OnceDialog
      title="Invite somebody"
      description="A link lets one person in, once, within 7 days."
      button={isSent ? "Send the invitation" : "Make the link"}
      isBusy={create.isPending || send.isPending}
      rest={rest}
      noValidate
      onSubmit={() => void submit()}
      onClose={onClose}
      shown={
        made && {
          title: "The invitation",
          description: "Send the link to the person it is for, and to nobody else.",
          children: <ShownLink shown={made} />,
        }
      }
    >
      <Field
        label="E-mail"
        note="optional"
        hint={
          canSend
            ? "The invitation is sent there, and lets in this address alone."
            : "Named here, they come in with this address and no other. Nothing is sent to it."
        }
        error={faultOf(create.error, "email")}
      >
        <Input
          type="email"
          value={email}
          maxLength={254}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => setEmail(event.target.value)}
        />
      </Field>
      {fixed === null && <RoleField value={role} onChange={setRole} />}
      <div className="grid gap-4 md:grid-cols-2 md:gap-3">
        {fixed === null && <ProjectField value={projectId} onChange={setProjectId} />}
        {projectId !== none && <AccessField value={access} onChange={setAccess} />}
      </div>
    </OnceDialog>
  );
}

function RoleField({ value, onChange }: { value: Role; onChange: (role: Role) => void }) {
  const hint =
    value === "admin" ? "As making somebody an admin, this takes consents and a day." : roleWords.member.hint;
  return (
    <Select value={value} onValueChange={(next) => onChange(next === "admin" ? "admin" : "member")}>
      <Field label="Role" hint={hint}>
        <SelectTrigger>
          <SelectValue />
        </SelectTrigger>
      </Field>
      <SelectContent>
        <SelectItem value="member">Member</SelectItem>
        <SelectItem value="admin">Admin</SelectItem>
      </SelectContent>
    </Select>
  );
}

function ProjectField({ value, onChange }: { value: string; onChange: (projectId: string) => void }) {
  const projects = useQuery(shellQueries.projects());
  return (
    <Select value={value} onValueChange={onChange}>
      <Field label="Project" hint={projects.isError ? "The projects could not be loaded." : undefined}>
        <SelectTrigger>
          <SelectValue />
        </SelectTrigger>
      </Field>
      <SelectContent>
        <SelectItem value={none}>None yet</SelectItem>
        {projects.data?.map(({ id, name }) => (
          <SelectItem key={id} value={id}>
            {name}
          </SelectItem>
        ))}
      </SelectContent>
    </Select>
  );
}

interface AccessFieldProps {
  value: MemberAccess;
  onChange: (access: MemberAccess) => void;
}

export function AccessField({ value, onChange }: AccessFieldProps) {
  return (
    <Select
      value={value}
      onValueChange={(next) => onChange(accesses.find((known) => known === next) ?? "read")}
    >
      <Field label="Access" hint={accessWords[value].hint}>
        <SelectTrigger>
          <SelectValue />
        </SelectTrigger>
      </Field>
      <SelectContent>
        {accesses.map((access) => (
          <SelectItem key={access} value={access}>
            {accessWords[access].label}
          </SelectItem>
        ))}
      </SelectContent>
    </Select>
  );
}
