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

export interface PermissionOptions {
  isReadOnly: boolean;
  /** `false` switches a tool off. */
  tools?: Record<string, boolean> | undefined;
  /** By class, where a project wants another rule than the usual one; a reviewer's rules stay. */
  permissions?: Record<string, Action> | undefined;
}

/** The rules as OpenCode's config takes them; later entries win. */
export function permissionRules({ isReadOnly, tools, permissions }: PermissionOptions): Rules {
  const rules = { ...(isReadOnly ? reviewRules : workRules) };
  for (const [name, action] of Object.entries(isReadOnly ? {} : (permissions ?? {}))) {
    const known = adjustable.get(name);
    const usual = known && rules[known.rule];
    if (usual && known.actions.includes(action)) rules[known.rule] = adjusted(usual, action);
  }
  for (const [tool, isOn] of Object.entries(tools ?? {})) {
    const name = classByTool[tool] ?? tool;
    if (isOn) continue;
    delete rules[name];
    rules[name] = "deny";
  }
  return rules;
}

const every: readonly Action[] = ["allow", "ask", "deny"];

/** What a project may adjust. Work outside of the worktree is never allowed unasked. */
const adjustable = new Map<string, { rule: string; actions: readonly Action[] }>([
  ...["bash", "edit", "task", "skill", "webfetch", "websearch", "doom_loop"].map(
    (rule) => [rule, { rule, actions: every }] as const,
  ),
  ["external_directory", { rule: "external_directory", actions: ["ask", "deny"] }],
  ["control_plane", { rule: `${controlPlaneName}_*`, actions: every }],
]);

/** What is asked by its pattern, such as a push, is asked still where the class as a whole is allowed. */
const adjusted = (usual: Rules[string], action: Action): Rules[string] =>
  typeof usual === "object" && action === "allow" ? { ...usual, "*": action } : action;

/** The same rules as a session takes them. */
export function sessionRules(options: PermissionOptions) {
  return Object.entries(permissionRules(options)).flatMap(([permission, rule]) =>
    typeof rule === "string"
      ? [{ permission, pattern: "*", action: rule }]
      : Object.entries(rule).map(([pattern, action]) => ({ permission, pattern, action })),
  );
}
