"use client";

import { useQuery } from "@tanstack/react-query";
import { errorOf, networkError } from "#lib/client/fetcher.ts";
import { contentUrl } from "#lib/modules/files/queries.ts";

/** The first bytes of a file, read as a range: never more of it than asked for. */
export const useHead = (rootId: string, path: string, etag: string, bytesMax: number) =>
  useQuery({
    queryKey: ["files", rootId, "head", path, etag, bytesMax],
    queryFn: async ({ signal }) => {
      const response = await fetch(contentUrl(rootId, path), {
        headers: { range: `bytes=0-${bytesMax - 1}` },
        credentials: "same-origin",
        signal,
      }).catch((cause: unknown) => {
        throw signal.aborted ? cause : networkError(cause);
      });
      if (!response.ok) {
        const body: unknown = await response.json().catch(() => null);
        throw errorOf(body, response.status, response.headers.get("x-request-id"));
      }
      return new Uint8Array(await response.arrayBuffer());
    },
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
  });
