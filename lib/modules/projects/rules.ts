import type { Dependant, Loss } from "#lib/kernel/answer.ts";
import type { DeliverySettings } from "#lib/modules/projects/schema.ts";

/** What approving a task does, completed by what is usual. */
export const deliveryOf = ({
  mergeMode = "merge",
  isPushed = true,
  delivery = "merge",
}: DeliverySettings) => ({ mergeMode, isPushed, delivery });

const slugCharactersMax = 48;

/** `Hafen-Büro 2` → `hafen-buro-2`. A name without a single Latin letter or digit gets a short name of its own. */
export function slugOf(name: string): string {
  const slug = name
    .normalize("NFKD")
    .replaceAll(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .slice(0, slugCharactersMax)
    .replaceAll(/^-+|-+$/g, "");
  return slug === "" ? `project-${checksum(name)}` : slug;
}

/** FNV-1a over the code points: equal names meet in one short name. */
function checksum(text: string): string {
  let hash = 0x811c9dc5;
  for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return hash.toString(36);
}

/** `https://host/team/app.git` → `app`: what a new project is proposed to be called. */
export function nameFromUrl(url: string): string {
  const last = url
    .trim()
    .replace(/[?#].*$/, "")
    .replace(/\/+$/, "")
    .split(/[/:]/)
    .at(-1);
  return (last ?? "").replace(/\.git$/i, "");
}

export const stepNames = {
  image: "Prepare the image",
  create: "Create the workspace",
  start: "Start the workspace",
  git: "Clone the repository",
  folder: "Check the folder",
  empty: "Initialise the repository",
  prepare: "Prepare",
} as const;

/** The steps of a creation, in their order; the screen shows those to come too. */
export function creationSteps(sourceType: string, runtime: string): string[] {
  const middle = sourceType === "git" || sourceType === "folder" ? stepNames[sourceType] : stepNames.empty;
  const image = runtime === "local" ? [] : [stepNames.image];
  return [...image, stepNames.create, stepNames.start, middle, stepNames.prepare];
}

interface LossesSeen {
  uncommitted: readonly { root: string; path: string; status: string }[];
  unpushedCommits: readonly { sha: string; subject: string }[];
  stashes: readonly { sha: string; subject: string }[];
  totals: { uncommitted: number; unpushedCommits: number; stashes: number };
  sizeBytes: number | null;
}

const listedMax = 100;

/** What goes with a workspace, unpushed work first. Of a folder source only the worktrees are ours to remove. */
export function workspaceLosses(seen: LossesSeen | null, source: { type: string; path?: unknown }): Loss[] {
  const isFolder = source.type === "folder";
  const folder: Loss = {
    kind: "Workspace",
    name: isFolder ? "its worktrees and terminals" : "the folder with everything in it",
    sizeBytes: seen?.sizeBytes ?? null,
  };
  const kept: Loss[] = isFolder
    ? [{ kind: "Stays", name: `${String(source.path)} and its files are not touched`, sizeBytes: null }]
    : [];
  if (!seen) {
    return [
      { kind: "Unknown", name: "uncommitted and unpushed work: it was not seen yet", sizeBytes: null },
      folder,
      ...kept,
    ];
  }
  const files = isFolder ? seen.uncommitted.filter(({ root }) => root !== "workspace") : seen.uncommitted;
  const fileTotal = isFolder ? files.length : seen.totals.uncommitted;
  const ofRepository = isFolder
    ? []
    : [
        ...listed("Commit not pushed", seen.unpushedCommits.map(commitName), seen.totals.unpushedCommits),
        ...listed("Stash", seen.stashes.map(commitName), seen.totals.stashes),
      ];
  const names = files.map(({ root, path, status }) =>
    root === "workspace" ? `${path}, ${status}` : `${path} in ${root.replace("worktree:", "")}, ${status}`,
  );
  return [...ofRepository, ...listed("File not committed", names, fileTotal), folder, ...kept];
}

const commitName = ({ sha, subject }: { sha: string; subject: string }): string =>
  `${sha.slice(0, 7)} ${subject}`;

function listed(kind: string, names: readonly string[], total: number): Loss[] {
  const shown = names.slice(0, listedMax).map((name) => ({ kind, name, sizeBytes: null }));
  const rest = total - shown.length;
  return rest > 0 ? [...shown, { kind, name: `and ${rest} more`, sizeBytes: null }] : shown;
}

/** What rests on a project, for who decides whether it goes. */
export function projectDependants(found: { cards: number; members: string[]; keys: string[] }): Dependant[] {
  const { cards, members, keys } = found;
  const board: Dependant[] =
    cards === 0
      ? []
      : [{ kind: "Board", name: cards === 1 ? "1 open card" : `${cards} open cards`, note: "goes with it" }];
  return [
    ...board,
    ...members.map((name) => ({ kind: "Member", name, note: "loses it" })),
    ...keys.map((name) => ({ kind: "API key", name, note: "opens nothing any more" })),
  ];
}

interface Act {
  command: string;
  input: Record<string, unknown>;
  targetName: string;
}

/** Fields of an input that name what it was about. */
const subjectFields: Readonly<Record<string, string>> = {
  "files.write": "path",
  "files.mkdir": "path",
  "files.delete": "path",
  "files.move": "to",
  "git.push": "branch",
  "git.checkout": "branch",
  "terminal.open": "name",
};

/** What an operation was done to, in a word: `main`, `src/app.ts`, `#12`. */
export function subjectOf({ command, input, targetName }: Act): string | null {
  const field = subjectFields[command];
  const value = field && input[field];
  if (typeof value === "string") return value;
  if (/^(task|run)[.]/.test(command)) return /^#\d+/.exec(targetName)?.[0] ?? null;
  return command.startsWith("terminal.") && field === undefined ? targetName : null;
}
