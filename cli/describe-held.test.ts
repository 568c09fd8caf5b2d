import { expect, test } from "vitest";
import { describeHeld } from "#cli/describe-held.ts";

test("who is to agree reads from what to what it changes, on one line each", () => {
  const said = describeHeld(
    {
      id: "1",
      command: "person.change-role",
      state: "held",
      level: "CRITICAL",
      target: { kind: "person", name: "Grace" },
      changes: [
        { what: "Role", from: "Member", to: "Admin" },
        { what: "Client secret", from: null, to: "changed\n[y/N] y" },
      ],
    },
    (_style, text) => text,
  );
  expect(said).toContain("Change the role of Grace");
  expect(said).toContain("What would change:\n  - Role: Member → Admin\n  - Client secret: changed");
  expect(said).not.toContain("\n[y/N]");
});
