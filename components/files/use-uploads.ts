"use client";

import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { toast } from "sonner";
import { chosenFiles, type DroppedFile, readDrop } from "#components/files/dropped-files.ts";
import { countOf } from "#lib/client/format.ts";
import { gather } from "#lib/client/gather.ts";
import { type PendingUploads, pendingUploads } from "#lib/client/pending-uploads.ts";
import { readAnew } from "#lib/client/read-anew.ts";
import { RequestError } from "#lib/client/request-error.ts";
import { createUploadQueue, type UploadQueue } from "#lib/client/upload-queue.ts";
import { uploadTransport } from "#lib/client/upload-transport.ts";
import { fileQueries } from "#lib/modules/files/queries.ts";
import { joinPath, nameOf, parentOf } from "#lib/modules/files/rules.ts";

interface Place {
  queue: UploadQueue;
  pending: PendingUploads;
  isTaken: (path: string) => Promise<boolean>;
}

const byWorkspace = new Map<string, Place>();
const listPauseMs = 500;

export interface Uploads {
  queue: UploadQueue;
  upload: (data: DataTransfer, folder: string) => void;
  choose: (kind: "files" | "folder", folder: string) => void;
}

/** The uploads into a workspace; they go on while the person looks at another page. */
export function useUploads(
  personId: string,
  rootId: string,
  makeFolder: (path: string) => Promise<string | null>,
): Uploads {
  const client = useQueryClient();
  const key = `${personId}/${rootId}`;
  const place = byWorkspace.get(key) ?? createPlace(personId, rootId, client);
  byWorkspace.set(key, place);
  const { queue, pending, isTaken } = place;

  const add = useCallback(
    (files: readonly DroppedFile[], folder: string) =>
      queue.add(
        files.map(({ file, path }) => {
          const to = joinPath(folder, path);
          return { file, path: to, uploadId: pending.find(to, file) };
        }),
      ),
    [queue, pending],
  );
  const upload = useCallback(
    async (data: DataTransfer, folder: string) => {
      const { files, emptyFolders, unread } = await readDrop(data);
      if (unread.length > 0) tellUnread(unread);
      add(files, folder);
      for (const path of emptyFolders.map((empty) => joinPath(folder, empty))) {
        const refused = await makeFolder(path);
        const isThere = refused !== null && (await isTaken(path).catch(() => false));
        if (refused !== null && !isThere) {
          toast.error(`${nameOf(path)} was not made`, { description: refused, duration: toastMs });
        }
      }
    },
    [add, isTaken, makeFolder],
  );
  return {
    queue,
    upload: useCallback((data, folder) => void upload(data, folder), [upload]),
    choose: useCallback((kind, folder) => ask(kind, (files) => add(files, folder)), [add]),
  };
}

const toastMs = 10_000;
const unreadNamesMax = 3;

function tellUnread(paths: readonly string[]): void {
  const more = paths.length - unreadNamesMax;
  const names = paths.slice(0, unreadNamesMax).map(nameOf).join(", ");
  toast.error(
    `${countOf(paths.length, "item")} could not be read and ${paths.length === 1 ? "is" : "are"} not uploaded`,
    {
      description: `The browser may not read ${names}${more > 0 ? ` and ${more} more` : ""}. Look at the rights there, or whether it is still there.`,
      duration: toastMs,
    },
  );
}

function createPlace(personId: string, rootId: string, client: QueryClient): Place {
  const pending = pendingUploads(personId, rootId);
  const isTaken = async (path: string) => {
    try {
      await client.fetchQuery({ ...fileQueries.info(rootId, path), staleTime: 0, retry: false });
      return true;
    } catch (error) {
      if (error instanceof RequestError && error.status === 404) return false;
      throw error;
    }
  };
  const lists = gather<string>(async (folders) => {
    const listings = [...folders].map((folder) => fileQueries.folder(rootId, folder));
    await Promise.all(listings.map(({ queryKey }) => readAnew(client, { queryKey, exact: true })));
  }, listPauseMs);
  const queue = createUploadQueue({
    transport: uploadTransport(rootId),
    isTaken,
    wait,
    remember: pending.remember,
    onDone: (path) => lists.add([parentOf(path)]),
  });
  return { queue, pending, isTaken };
}

/** A pause that ends sooner when the browser is online again. */
function wait(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      window.removeEventListener("online", end);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    window.addEventListener("online", end);
    signal.addEventListener("abort", end);
  });
}

/** The browser's own dialog for files, or for a whole folder. */
function ask(kind: "files" | "folder", onChosen: (files: DroppedFile[]) => void): void {
  const input = document.createElement("input");
  input.type = "file";
  input.multiple = true;
  input.webkitdirectory = kind === "folder";
  input.addEventListener("change", () => {
    if (input.files) onChosen(chosenFiles(input.files));
  });
  input.click();
}
