"use client";

import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useCallback, useSyncExternalStore } from "react";
import { chosenFiles, type DroppedFile, droppedFiles } from "#components/files/dropped-files.ts";
import { type PendingUploads, pendingUploads } from "#lib/client/pending-uploads.ts";
import { RequestError } from "#lib/client/request-error.ts";
import { createUploadQueue, type UploadItem, type UploadQueue } from "#lib/client/upload-queue.ts";
import { uploadTransport } from "#lib/client/upload-transport.ts";
import { fileQueries } from "#lib/modules/files/queries.ts";
import { joinPath, parentOf } from "#lib/modules/files/rules.ts";

interface Place {
  queue: UploadQueue;
  pending: PendingUploads;
}

const byWorkspace = new Map<string, Place>();
const none: readonly UploadItem[] = [];

export interface Uploads {
  queue: UploadQueue;
  items: readonly UploadItem[];
  isPaused: boolean;
  upload: (data: DataTransfer, folder: string) => void;
  choose: (kind: "files" | "folder", folder: string) => void;
}

/** The uploads into a workspace; they go on while the person looks at another page. */
export function useUploads(
  personId: string,
  workspaceId: string,
  makeFolder: (path: string) => Promise<string | null>,
): Uploads {
  const client = useQueryClient();
  const key = `${personId}/${workspaceId}`;
  const place = byWorkspace.get(key) ?? createPlace(personId, workspaceId, client, makeFolder);
  byWorkspace.set(key, place);
  const { queue, pending } = place;
  const items = useSyncExternalStore(queue.subscribe, queue.items, () => none);
  const isPaused = useSyncExternalStore(queue.subscribe, queue.isPaused, () => false);

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
  return {
    queue,
    items,
    isPaused,
    upload: useCallback((data, folder) => void droppedFiles(data).then((files) => add(files, folder)), [add]),
    choose: useCallback((kind, folder) => ask(kind, (files) => add(files, folder)), [add]),
  };
}

function createPlace(
  personId: string,
  workspaceId: string,
  client: QueryClient,
  makeFolder: (path: string) => Promise<string | null>,
): Place {
  const pending = pendingUploads(personId, workspaceId);
  const queue = createUploadQueue({
    transport: uploadTransport(workspaceId),
    async isTaken(path) {
      try {
        await client.fetchQuery({ ...fileQueries.info(workspaceId, path), staleTime: 0, retry: false });
        return true;
      } catch (error) {
        if (error instanceof RequestError && error.status === 404) return false;
        throw error;
      }
    },
    async makeFolder(path) {
      const refused = await makeFolder(path);
      if (refused !== null) throw new Error(refused);
    },
    wait,
    remember: pending.remember,
    onDone: (path) =>
      void client.invalidateQueries({ queryKey: fileQueries.folder(workspaceId, parentOf(path)).queryKey }),
  });
  return { queue, pending };
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
