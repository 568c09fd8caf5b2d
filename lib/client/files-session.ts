import { z } from "zod";

/** What a person had open in a workspace's files, as it is found again after a reload. */
const FilesSession = z.object({
  tabs: z.array(z.object({ path: z.string(), isPreview: z.boolean() })).max(200),
  /** The file that was shown last. */
  shown: z.string().nullable(),
  /** The files that were shown, the latest first. */
  recent: z.array(z.string()),
  /** Where the cursor and the scroll stood, in the editor's own form. */
  places: z.record(z.string(), z.unknown()),
});
export type FilesSession = z.infer<typeof FilesSession>;

const recentMax = 50;
const none: FilesSession = { tabs: [], shown: null, recent: [], places: {} };

const keyOf = (personId: string, rootId: string) => `lockkeeper-files/${personId}/${rootId}`;

export function readFilesSession(personId: string, rootId: string): FilesSession {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(keyOf(personId, rootId)) ?? "null");
    return FilesSession.safeParse(stored).data ?? none;
  } catch {
    return none;
  }
}

export function writeFilesSession(personId: string, rootId: string, session: FilesSession): void {
  try {
    localStorage.setItem(keyOf(personId, rootId), JSON.stringify(session));
  } catch {
    // Storage is full or forbidden: the tabs cannot be kept.
  }
}

/** `path` at the head of the list. */
export const withRecent = (recent: readonly string[], path: string): string[] =>
  [path, ...recent.filter((other) => other !== path)].slice(0, recentMax);
