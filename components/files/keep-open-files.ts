"use client";

import { placesOf, takePlaces } from "#components/files/text-models.ts";
import { type Draft, draftStore } from "#lib/client/drafts.ts";
import { readFilesSession, writeFilesSession } from "#lib/client/files-session.ts";
import { isDirty, type OpenFile, type OpenFiles } from "#lib/client/open-files.ts";

const pauseMs = 200;

/**
 * Brings back what an earlier page had open, and from then on keeps it: the tabs, and what is typed and not saved. Until
 * typed text is kept for sure, the browser asks before it leaves.
 */
export function keepOpenFiles(personId: string, rootId: string, opened: OpenFiles): void {
  const store = draftStore(personId, rootId);
  /** What the store holds, as far as this page knows: the text of each file. */
  const kept = new Map<string, string>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isSafe = true;

  const keep = async () => {
    timer = undefined;
    keepTabs(personId, rootId, opened.files());
    const changes = changesSince(kept, opened.files());
    if (changes.size === 0) return guard();
    try {
      await store.write(changes);
      for (const [path, draft] of changes) {
        if (draft) kept.set(path, draft.text);
        else kept.delete(path);
      }
      isSafe = true;
    } catch {
      isSafe = false;
    }
    guard();
  };
  const guard = () => {
    const isKept = isSafe && changesSince(kept, opened.files()).size === 0;
    const hasUnsaved = opened.files().some(isDirty);
    if (hasUnsaved && !isKept) window.addEventListener("beforeunload", askBeforeLeaving);
    else window.removeEventListener("beforeunload", askBeforeLeaving);
  };
  const follow = () => {
    guard();
    if (timer === undefined) timer = setTimeout(() => void keep(), pauseMs);
  };
  const { tabs, places } = readFilesSession(personId, rootId);
  takePlaces(rootId, places);
  opened.restore(tabs, new Map());
  opened.subscribe(follow);
  window.addEventListener("pagehide", () => void keep());
  document.addEventListener("visibilitychange", () => document.hidden && void keep());
  store.readAll().then(
    (drafts) => {
      for (const [path, { text }] of drafts) kept.set(path, text);
      opened.restore([], drafts);
    },
    () => {
      isSafe = false;
    },
  );
}

const askBeforeLeaving = (event: BeforeUnloadEvent) => event.preventDefault();

/** Which drafts have to be written or, with null, removed. What is not read yet keeps the draft it has. */
function changesSince(
  kept: ReadonlyMap<string, string>,
  files: readonly OpenFile[],
): Map<string, Draft | null> {
  const changes = new Map<string, Draft | null>();
  const at = new Date().toISOString();
  for (const file of files) {
    if (!isDirty(file) || kept.get(file.path) === file.text) continue;
    changes.set(file.path, { text: file.text, etag: file.etag, at });
  }
  for (const path of kept.keys()) {
    const file = files.find((other) => other.path === path);
    if (!file || (file.state === "text" && !isDirty(file))) changes.set(path, null);
  }
  return changes;
}

function keepTabs(personId: string, rootId: string, files: readonly OpenFile[]): void {
  const known = readFilesSession(personId, rootId);
  const tabs = files.map(({ path, isPreview }) => ({ path, isPreview }));
  writeFilesSession(personId, rootId, { ...known, tabs, places: placesOf(rootId) });
}
