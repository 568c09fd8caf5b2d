"use client";

import { useRouter } from "next/navigation";
import { useCallback } from "react";
import { toast } from "sonner";
import { useOpenWorkspace } from "#components/projects/open-workspace.ts";
import { getJson } from "#lib/client/fetcher.ts";
import type { FileLink } from "#lib/client/terminal-links.ts";
import { LocatedFile } from "#lib/modules/terminals/schema.ts";

/** Opens a file that a program named, at its line, in the editor. */
export function useOpenFile(): (terminalId: string, link: FileLink) => Promise<void> {
  const router = useRouter();
  const { projectId } = useOpenWorkspace();
  return useCallback(
    async (terminalId, { path: printed, line }) => {
      const address = `/api/terminals/${encodeURIComponent(terminalId)}/file?${new URLSearchParams({ path: printed })}`;
      const path = await getJson(address, LocatedFile).then(
        (found) => found.path,
        () => undefined,
      );
      if (path === undefined) toast.error("The workspace did not say where this file is.");
      else if (path === null) toast(`There is no file ${printed} in this workspace.`);
      else {
        const query = new URLSearchParams({ path, ...(line !== null && { line: String(line) }) });
        router.push(`/projects/${projectId}/files?${query}`);
      }
    },
    [router, projectId],
  );
}
