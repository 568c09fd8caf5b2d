/** Permission rules for OpenCode. Every class has a rule of its own: an ask that nobody expected would hang for ever. */

type Action = "allow" | "ask" | "deny";
type Rules = Record<string, Action | Record<string, Action>>;

/** Under which the agent knows the control plane, and its tools begin. */
export const controlPlaneName = "lockkeeper";

/** Work in the worktree goes on by itself; what leaves it is asked. The container is the wall, this is the prompt. */
const workRules: Rules = {
  "*": "ask",
  read: { "*": "allow", "*.env": "ask", "*.env.*": "ask", "*.env.example": "allow" },
  edit: "allow",
  glob: "allow",
  grep: "allow",
  list: "allow",
  lsp: "allow",
  bash: { "*": "allow", "git push*": "ask", "sudo *": "ask" },
  task: "allow",
  todowrite: "allow",
  question: "allow",
  skill: "allow",
  webfetch: "ask",
  websearch: "ask",
  external_directory: "ask",
  doom_loop: "ask",
  // What needs a person is held by the control plane itself, whoever asks and however often.
  [`${controlPlaneName}_*`]: "allow",
};

/** A reviewer only reads, and nobody waits for its asks: whatever is not reading is refused. */
const reviewRules: Rules = {
  "*": "deny",
  read: { "*": "allow", "*.env": "deny", "*.env.*": "deny", "*.env.example": "allow" },
  glob: "allow",
  grep: "allow",
  list: "allow",
  lsp: "allow",
  StructuredOutput: "allow",
};

/** Tools that share a class of permission with another one. */
const classByTool: Record<string, string> = { write: "edit", apply_patch: "edit", patch: "edit" };

/** The rules as OpenCode's config takes them; later entries win. `tools` switches single tools off. */
export function permissionRules(options: { isReadOnly: boolean; tools?: Record<string, boolean> }): Rules {
  const rules = { ...(options.isReadOnly ? reviewRules : workRules) };
  for (const [tool, isOn] of Object.entries(options.tools ?? {})) {
    const name = classByTool[tool] ?? tool;
    if (isOn) continue;
    delete rules[name];
    rules[name] = "deny";
  }
  return rules;
}

/** The same rules as a session takes them. */
export function sessionRules(options: { isReadOnly: boolean; tools?: Record<string, boolean> }) {
  return Object.entries(permissionRules(options)).flatMap(([permission, rule]) =>
    typeof rule === "string"
      ? [{ permission, pattern: "*", action: rule }]
      : Object.entries(rule).map(([pattern, action]) => ({ permission, pattern, action })),
  );
}
