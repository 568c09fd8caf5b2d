import {
  Activity,
  Bot,
  Container,
  FolderOpen,
  GitBranch,
  Inbox,
  Kanban,
  LayoutGrid,
  type LucideIcon,
  ScrollText,
  Settings,
  Settings2,
  ShieldCheck,
  SquareKanban,
  SquareTerminal,
} from "lucide-react";
import type { Crumb } from "#components/ui/breadcrumb.tsx";

export interface NavigationItem {
  /** The last part of the address. */
  segment: string;
  label: string;
  icon: LucideIcon;
}

/** The pages of a project, in the order they stand; a page is listed once it exists. */
export const projectItems: readonly NavigationItem[] = [
  { segment: "board", label: "Board", icon: SquareKanban },
  { segment: "files", label: "Files", icon: FolderOpen },
  { segment: "terminal", label: "Terminal", icon: SquareTerminal },
  { segment: "git", label: "Git", icon: GitBranch },
  { segment: "workspace", label: "Workspace", icon: Container },
  { segment: "agents", label: "Agents", icon: Bot },
  { segment: "settings", label: "Project settings", icon: Settings2 },
];

/** The pages of the whole installation. */
export const installationItems: readonly NavigationItem[] = [
  { segment: "projects", label: "Projects", icon: LayoutGrid },
  { segment: "board", label: "All tasks", icon: Kanban },
  { segment: "inbox", label: "Inbox", icon: Inbox },
  { segment: "approvals", label: "Approvals", icon: ShieldCheck },
  { segment: "operations", label: "Operations", icon: Activity },
  { segment: "audit", label: "Audit", icon: ScrollText },
  { segment: "settings", label: "Settings", icon: Settings },
];

const partsOf = (pathname: string): string[] => pathname.split("/").filter((part) => part !== "");

/** The project that is open, by its address; null outside of one. */
export function projectIdOf(pathname: string): string | null {
  const [first, id] = partsOf(pathname);
  return first === "projects" && id !== undefined ? id : null;
}

export const projectHref = (projectId: string, segment: string): string =>
  `/projects/${projectId}/${segment}`;

/** A project's first page. Until the project is up, every page of it shows its creation. */
export const projectHome = (projectId: string): string => projectHref(projectId, "board");

/** True for the page itself and everything under it; Projects is not the current page inside a project. */
export function isCurrent(pathname: string, href: string): boolean {
  if (href === "/projects") return pathname === href;
  return pathname === href || pathname.startsWith(`${href}/`);
}

const labels: Record<string, string> = {
  board: "Board",
  files: "Files",
  terminal: "Terminal",
  git: "Git",
  workspace: "Workspace",
  agents: "Agents",
  settings: "Settings",
  account: "Your account",
  projects: "Projects",
  approvals: "Approvals",
  inbox: "Inbox",
  operations: "Operations",
  audit: "Audit",
  protection: "Protection rules",
  keys: "API keys",
  notifications: "Notifications",
  spending: "Spending",
  backups: "Backups",
  people: "People",
  "sign-in": "Sign-in",
  secrets: "Secrets",
  leftovers: "Leftovers",
  general: "General",
  limits: "Limits and sessions",
  retention: "Retention",
  mail: "Mail",
  github: "GitHub",
  cloudflare: "Cloudflare",
  registries: "Image registries",
};

const labelOf = (segment: string): string => labels[segment] ?? segment;

/** Where one is, from the address and the open project's name. */
export function crumbsOf(pathname: string, projectName: string | null): Crumb[] {
  const [first = "", second, third, fourth] = partsOf(pathname);
  const label = first === "board" ? "All tasks" : labelOf(first);
  const crumbs: Crumb[] = [{ label, href: `/${first}` }];
  if (second === undefined) return crumbs;
  if (first !== "projects")
    return [...crumbs, { label: labels[second] ?? (second.length > 13 ? second.slice(-12) : second) }];
  crumbs.push({ label: projectName ?? "…", href: projectHome(second) });
  if (third !== undefined) crumbs.push({ label: labelOf(third), href: projectHref(second, third) });
  if (fourth !== undefined) crumbs.push({ label: third === "board" ? `#${fourth}` : fourth });
  return crumbs;
}
