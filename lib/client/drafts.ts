import { z } from "zod";

/**
 * Text that was typed and not saved, kept in this browser's own database so that a reload or a crash loses none of it.
 * One record for each person, workspace and path. Where a browser keeps nothing, every call rejects.
 */

const Draft = z.object({
  text: z.string(),
  /** The version of the file that was typed in. */
  etag: z.string(),
  /** When it was typed. */
  at: z.string(),
});
export type Draft = z.infer<typeof Draft>;

export interface DraftStore {
  /** All drafts of the workspace by their path. */
  readAll: () => Promise<Map<string, Draft>>;
  /** Keeps or, with null, removes what belongs to a path. Resolves when it is on the disk. */
  write: (changes: ReadonlyMap<string, Draft | null>) => Promise<void>;
}

const databaseName = "lockkeeper-drafts";
const storeName = "drafts";

export function draftStore(personId: string, rootId: string): DraftStore {
  const prefix = `${personId}/${rootId}/`;
  return {
    async readAll() {
      const store = (await openDatabase()).transaction(storeName).objectStore(storeName);
      const range = IDBKeyRange.bound(prefix, `${prefix}\uffff`);
      const [keys, values] = await Promise.all([
        answerOf(store.getAllKeys(range)),
        answerOf(store.getAll(range)),
      ]);
      const drafts = new Map<string, Draft>();
      keys.forEach((key, index) => {
        const draft = Draft.safeParse(values[index]).data;
        if (draft) drafts.set(String(key).slice(prefix.length), draft);
      });
      return drafts;
    },
    async write(changes) {
      const transaction = (await openDatabase()).transaction(storeName, "readwrite");
      const store = transaction.objectStore(storeName);
      const ended = new Promise<void>((resolve, reject) => {
        transaction.oncomplete = () => resolve();
        transaction.onabort = () => reject(transaction.error ?? new Error("The draft was not kept."));
      });
      for (const [path, draft] of changes) {
        if (draft) store.put(draft, prefix + path);
        else store.delete(prefix + path);
      }
      transaction.commit();
      await ended;
    },
  };
}

let opening: Promise<IDBDatabase> | undefined;

function openDatabase(): Promise<IDBDatabase> {
  opening ??= new Promise<IDBDatabase>((resolve, reject) => {
    const request = indexedDB.open(databaseName, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(storeName);
    request.onsuccess = () => {
      request.result.onclose = () => {
        opening = undefined;
      };
      resolve(request.result);
    };
    request.onerror = () => reject(request.error ?? new Error("The browser keeps no drafts."));
  }).catch((error: unknown) => {
    opening = undefined;
    throw error;
  });
  return opening;
}

const answerOf = <Result>(request: IDBRequest<Result>): Promise<Result> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("The drafts could not be read."));
  });
