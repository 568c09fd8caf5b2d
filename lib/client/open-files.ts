import type { Content } from "#lib/client/read-content.ts";
import { isWithin } from "#lib/modules/files/rules.ts";

/**
 * The files that are open in this browser tab. They outlive the page: what was typed is still there after a look at
 * the board; only leaving the site asks. One plain record per file, so that views compare by identity.
 */

export interface OpenFile {
  path: string;
  state: "loading" | "text" | "image" | "binary" | "large" | "failed";
  etag: string;
  sizeBytes: number;
  /** As it was read or saved last. */
  savedText: string;
  /** As it stands in the editor. */
  text: string;
  /** Set when the file was read anew: the editor takes the text over. */
  revision: number;
  /** It changed on the disk while it was being edited. */
  isStale: boolean;
  error: unknown;
}

export const isDirty = (file: OpenFile): boolean => file.state === "text" && file.text !== file.savedText;

export interface OpenFiles {
  files: () => readonly OpenFile[];
  subscribe: (listener: () => void) => () => void;
  find: (path: string) => OpenFile | undefined;
  /** Opens a file in a tab, if it is not in one. */
  open: (path: string) => Promise<void>;
  /** Reads a file anew; what was typed in it goes. */
  reload: (path: string) => Promise<void>;
  /** Hears that files changed on the disk: clean ones are read anew, edited ones say so. */
  noticeChange: (paths: readonly string[] | "any") => Promise<void>;
  edit: (path: string, text: string) => void;
  markSaved: (path: string, saved: { text: string; etag: string }) => void;
  dismissStale: (path: string) => void;
  close: (path: string) => void;
  /** A file or folder was moved or renamed. */
  move: (from: string, to: string) => void;
  /** A file or folder was deleted: its clean tabs close. */
  forget: (path: string) => void;
}

export function createOpenFiles(read: (path: string) => Promise<Content>): OpenFiles {
  let files: readonly OpenFile[] = [];
  const listeners = new Set<() => void>();
  const tell = (next: readonly OpenFile[]) => {
    files = next;
    for (const listener of listeners) listener();
  };
  const find = (path: string) => files.find((file) => file.path === path);
  const change = (path: string, changes: Partial<OpenFile>) =>
    tell(files.map((file) => (file.path === path ? { ...file, ...changes } : file)));

  async function reload(path: string): Promise<void> {
    try {
      const content = await read(path);
      const before = find(path);
      if (before) change(path, loaded(content, before));
    } catch (error) {
      if (find(path)?.state === "text") change(path, { isStale: true });
      else change(path, { state: "failed", error });
    }
  }

  async function refresh(path: string): Promise<void> {
    const content = await read(path).catch(() => null);
    const file = find(path);
    if (!file || content?.etag === file.etag) return;
    if (isDirty(file) || (content === null && file.state === "text")) change(path, { isStale: true });
    else if (content) change(path, loaded(content, file));
  }

  return {
    files: () => files,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    find,
    async open(path) {
      if (find(path)) return;
      tell([...files, { ...blank, path }]);
      await reload(path);
    },
    reload,
    async noticeChange(paths) {
      const touched = files.filter((file) => paths === "any" || paths.includes(file.path));
      await Promise.all(touched.map((file) => refresh(file.path)));
    },
    edit: (path, text) => change(path, { text }),
    markSaved: (path, { text, etag }) => change(path, { savedText: text, etag, isStale: false }),
    dismissStale: (path) => change(path, { isStale: false }),
    close: (path) => tell(files.filter((file) => file.path !== path)),
    move(from, to) {
      const moved = (path: string) => (isWithin(path, from) ? to + path.slice(from.length) : path);
      tell(files.map((file) => ({ ...file, path: moved(file.path) })));
    },
    forget: (path) => tell(files.filter((file) => isDirty(file) || !isWithin(file.path, path))),
  };
}

const blank: Omit<OpenFile, "path"> = {
  state: "loading",
  etag: "",
  sizeBytes: 0,
  savedText: "",
  text: "",
  revision: 0,
  isStale: false,
  error: null,
};

function loaded(content: Content, before: OpenFile): OpenFile {
  const { path, revision } = before;
  const base = { ...blank, path, revision: revision + 1, state: content.kind, etag: content.etag };
  if (content.kind !== "text") return { ...base, sizeBytes: content.sizeBytes };
  return { ...base, savedText: content.text, text: content.text };
}
