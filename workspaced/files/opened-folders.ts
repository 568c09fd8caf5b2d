/**
 * Which folders of a root people look at: those that were listed, or a file of which was read, the latest last. What is
 * looked at is followed live even where the rest of the root is too large for it.
 */
const foldersMax = 200;
const rootsMax = 50;

const opened = new Map<string, Set<string>>();
const followers = new Map<string, (folder: string) => void>();

/** `folder` is relative to the root; "" is the root itself. */
export function noteOpened(rootPath: string, folder: string): void {
  const folders = opened.get(rootPath) ?? new Set<string>();
  opened.delete(rootPath);
  opened.set(rootPath, folders);
  folders.delete(folder);
  folders.add(folder);
  dropOldest(folders, foldersMax);
  dropOldest(opened, rootsMax);
  followers.get(rootPath)?.(folder);
}

export const openedFolders = (rootPath: string): string[] => [...(opened.get(rootPath) ?? [])];

/** Calls `follow` whenever a folder of the root is opened; the answer ends it. */
export function followOpened(rootPath: string, follow: (folder: string) => void): () => void {
  followers.set(rootPath, follow);
  return () => {
    if (followers.get(rootPath) === follow) followers.delete(rootPath);
  };
}

function dropOldest(kept: Set<string> | Map<string, unknown>, max: number): void {
  const [oldest] = kept.keys();
  if (kept.size > max && oldest !== undefined) kept.delete(oldest);
}
