import type { Draft } from "#lib/client/drafts.ts";
import type { Content } from "#lib/client/read-content.ts";
import { isWithin } from "#lib/modules/files/rules.ts";

/**
 * The files that are open in this browser tab. They outlive the page: what was typed is still there after a look at
 * the board; only leaving the site asks. One plain record per file, so that views compare by identity.
 */

export interface OpenFile {
  path: string;
  /** `unread`: a tab of an earlier page, which is read when it is shown. */
  state: "unread" | "loading" | "text" | "image" | "binary" | "large" | "failed";
  etag: string;
  /** On the disk. */
  sizeBytes: number;
  /** As it was read or saved last. */
  savedText: string;
  /** As it stands in the editor. */
  text: string;
  /** Set when the file was read anew: the editor takes the text over. */
  revision: number;
  /** It changed on the disk while it was being edited. */
  isStale: boolean;
  /** Opened for a look only: the next look takes its tab, unless it was edited or kept. */
  isPreview: boolean;
  /** When the text was typed that an earlier page left unsaved and this one brought back; null for none. */
  broughtBackAt: string | null;
  error: unknown;
}

export const isDirty = (file: OpenFile): boolean => file.state === "text" && file.text !== file.savedText;

export interface OpenFiles {
  files: () => readonly OpenFile[];
  subscribe: (listener: () => void) => () => void;
  find: (path: string) => OpenFile | undefined;
  /** Opens a file in a tab, if it is not in one; for a look in the tab that looks have. */
  open: (path: string, how?: { isPreview: boolean }) => Promise<void>;
  /** The tab is no longer for a look only. */
  keep: (path: string) => void;
  /** Puts a tab at a place in the row, from 0. */
  reorder: (path: string, index: number) => void;
  /** Opens again what an earlier page had open, with what was typed there and not saved. */
  restore: (
    tabs: readonly { path: string; isPreview: boolean }[],
    drafts: ReadonlyMap<string, Draft>,
  ) => void;
  /** Reads a file anew; what was typed in it goes. */
  reload: (path: string) => Promise<void>;
  /** Hears that files changed on the disk: clean ones are read anew, edited ones say so. */
  noticeChange: (paths: readonly string[] | "any") => Promise<void>;
  edit: (path: string, text: string) => void;
  /** Puts another text into the editor, as after a merge. */
  replace: (path: string, text: string) => void;
  markSaved: (path: string, saved: { text: string; etag: string; sizeBytes: number }) => void;
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

  /** Drafts of files that are not read yet. */
  const waiting = new Map<string, Draft>();

  async function reload(path: string): Promise<void> {
    try {
      const content = await read(path);
      const before = find(path);
      const draft = take(path);
      if (before) change(path, withDraft(loaded(content, before), draft));
    } catch (error) {
      const before = find(path);
      const draft = take(path);
      if (before && draft) change(path, withoutFile(before, draft));
      else if (before?.state === "text") change(path, { isStale: true });
      else change(path, { state: "failed", error });
    }
  }

  async function readFirst(path: string): Promise<void> {
    change(path, { state: "loading" });
    await reload(path);
  }

  function take(path: string): Draft | undefined {
    const draft = waiting.get(path);
    waiting.delete(path);
    return draft;
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
    async open(path, { isPreview } = { isPreview: false }) {
      if (find(path)?.state === "unread") return readFirst(path);
      if (find(path)) return;
      tell(withOpened(files, path, isPreview));
      await reload(path);
    },
    keep(path) {
      if (find(path)?.isPreview) change(path, { isPreview: false });
    },
    reorder: (path, index) => tell(withMoved(files, path, index)),
    restore(tabs, drafts) {
      tell(withTabs(files, tabs, [...drafts.keys()]));
      for (const [path, draft] of drafts) {
        const file = find(path);
        if (file?.state === "text" && !isDirty(file)) {
          change(path, { ...withDraft(file, draft), revision: file.revision + 1 });
        } else waiting.set(path, draft);
        if (file?.state === "unread" || file?.state === "failed") void readFirst(path);
      }
    },
    reload,
    async noticeChange(paths) {
      const touched = files.filter(
        (file) => file.state !== "unread" && (paths === "any" || paths.includes(file.path)),
      );
      await Promise.all(touched.map((file) => refresh(file.path)));
    },
    edit: (path, text) => change(path, { text, isPreview: false }),
    replace(path, text) {
      const file = find(path);
      if (file && file.text !== text) change(path, { text, revision: file.revision + 1 });
    },
    markSaved: (path, { text, etag, sizeBytes }) =>
      change(path, { savedText: text, etag, sizeBytes, isStale: false, broughtBackAt: null }),
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
  isPreview: false,
  broughtBackAt: null,
  error: null,
};

function withOpened(files: readonly OpenFile[], path: string, isPreview: boolean): OpenFile[] {
  const added = { ...blank, path, isPreview };
  const look = isPreview ? files.findIndex((file) => file.isPreview) : -1;
  return look < 0 ? [...files, added] : files.with(look, added);
}

function withMoved(files: readonly OpenFile[], path: string, index: number): OpenFile[] {
  const moved = files.filter((file) => file.path === path);
  return files.filter((file) => file.path !== path).toSpliced(index, 0, ...moved);
}

/** The tabs of an earlier page before those of this one. */
function withTabs(
  files: readonly OpenFile[],
  tabs: readonly { path: string; isPreview: boolean }[],
  edited: readonly string[],
): OpenFile[] {
  const paths = new Set([...tabs.map(({ path }) => path), ...edited]);
  const previews = new Set(tabs.filter((tab) => tab.isPreview).map(({ path }) => path));
  const added = [...paths]
    .filter((path) => !files.some((file) => file.path === path))
    .map((path): OpenFile => ({ ...blank, path, state: "unread", isPreview: previews.has(path) }));
  return [...added, ...files];
}

function loaded(content: Content, before: OpenFile): OpenFile {
  const { path, revision, isPreview } = before;
  const { kind, etag, sizeBytes } = content;
  const base = { ...blank, path, isPreview, revision: revision + 1, state: kind, etag, sizeBytes };
  if (kind !== "text") return base;
  return { ...base, savedText: content.text, text: content.text };
}

/** The draft over what was read. It keeps the version it was typed in: saved over a newer one it is refused, and asked about. */
function withDraft(file: OpenFile, draft: Draft | undefined): OpenFile {
  if (!draft || file.state !== "text" || draft.text === file.text) return file;
  const { text, etag, at } = draft;
  return { ...file, text, etag, isPreview: false, isStale: etag !== file.etag, broughtBackAt: at };
}

const withoutFile = (file: OpenFile, { text, etag, at }: Draft): OpenFile => ({
  ...file,
  state: "text",
  text,
  etag,
  revision: file.revision + 1,
  isStale: true,
  broughtBackAt: at,
});
