import { expect, test } from "vitest";
import { permissionRules, sessionRules } from "./permissions.ts";

test("a project tightens and loosens classes, and what is asked by its pattern is asked still", () => {
  const rules = permissionRules({
    isReadOnly: false,
    tools: { task: false },
    permissions: { bash: "allow", edit: "ask", webfetch: "allow", websearch: "deny", control_plane: "ask" },
  });
  expect(rules).toMatchObject({
    bash: { "*": "allow", "git push*": "ask", "sudo *": "ask" },
    edit: "ask",
    webfetch: "allow",
    websearch: "deny",
    task: "deny",
    "lockkeeper_*": "ask",
  });
});

test("nothing that a project says lets an agent out of its worktree unasked, or a class in that is not known", () => {
  const usual = permissionRules({ isReadOnly: false });
  const given = { external_directory: "allow", "*": "allow", read: "allow", constructor: "allow" } as const;
  expect(permissionRules({ isReadOnly: false, permissions: given })).toEqual(usual);
  expect(permissionRules({ isReadOnly: false, permissions: { external_directory: "deny" } })).toMatchObject({
    external_directory: "deny",
  });
});

test("a reviewer stays read-only whatever the project says, and loses the tools that are off", () => {
  const permissions = { bash: "allow", edit: "allow", control_plane: "allow" } as const;
  expect(permissionRules({ isReadOnly: true, permissions })).toEqual(permissionRules({ isReadOnly: true }));
  const rules = sessionRules({ isReadOnly: true, permissions, tools: { bash: false } });
  expect(rules.filter(({ action, permission }) => action !== "deny" && permission !== "read")).toEqual(
    ["glob", "grep", "list", "lsp", "StructuredOutput"].map((permission) => ({
      permission,
      pattern: "*",
      action: "allow",
    })),
  );
});
