import type { PermissionAction, PermissionClass, switchableTools } from "#lib/modules/configs/schema.ts";

export const actionWords: Record<PermissionAction, string> = {
  allow: "allowed",
  ask: "ask a person",
  deny: "refused",
};

export interface PermissionRow {
  label: string;
  hint: string;
  /** The tool that can be switched off; null where it is none. */
  tool: (typeof switchableTools)[number] | null;
  /** The class that it is asked under; null where it only can be on or off. */
  permission: PermissionClass | null;
}

export const permissionRows: readonly PermissionRow[] = [
  {
    label: "Run commands",
    hint: "In the task's worktree. A push and sudo are asked for all the same.",
    tool: "bash",
    permission: "bash",
  },
  { label: "Change files", hint: "Write, edit and patch in the worktree.", tool: "edit", permission: "edit" },
  {
    label: "Work outside of the worktree",
    hint: "Read or write elsewhere. People allow it folder by folder when they are asked.",
    tool: null,
    permission: "external_directory",
  },
  { label: "Read web pages", hint: "Fetch an address.", tool: "webfetch", permission: "webfetch" },
  {
    label: "Search the web",
    hint: "Where the agent has a search.",
    tool: "websearch",
    permission: "websearch",
  },
  {
    label: "Sub-agents",
    hint: "Give parts of the work to agents of its own.",
    tool: "task",
    permission: "task",
  },
  {
    label: "Skills",
    hint: "Load instructions that the agent knows by name.",
    tool: "skill",
    permission: "skill",
  },
  {
    label: "Ask questions",
    hint: "Put a question to a person and wait.",
    tool: "question",
    permission: null,
  },
  { label: "Keep a to-do list", hint: "Shown while it works.", tool: "todowrite", permission: null },
  {
    label: "Go on in a loop",
    hint: "The same call for the third time in a row.",
    tool: null,
    permission: "doom_loop",
  },
  {
    label: "Use Lockkeeper",
    hint: "Ask for what it may not do itself; what needs a person is held there in any case.",
    tool: null,
    permission: "control_plane",
  },
];
