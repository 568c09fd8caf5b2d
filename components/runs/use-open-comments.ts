"use client";

import { useCallback, useEffect } from "react";
import { commentDrafts, keyOfComment, openComments } from "#components/runs/drafts.ts";
import { extendTo, type OpenComment, openAt, type Place } from "#components/runs/open-comments.ts";
import { useKeptDraft } from "#lib/client/kept-drafts.ts";

export interface OpenComments {
  /** Where comments are being written; what they say is known to those who draw them. */
  open: readonly OpenComment[];
  openComment: (place: Place) => void;
  /** Makes the last one reach that line. */
  extendComment: (place: Place) => void;
  closeComment: (comment: OpenComment) => void;
}

/** The comments on a run's changes that are being written. */
export function useOpenComments(runId: string): OpenComments {
  const [open, change] = useKeptDraft(openComments, runId);
  const isSaid = useCallback(
    (comment: OpenComment) => commentDrafts.read(keyOfComment(runId, comment)) !== null,
    [runId],
  );
  // A place where nothing was typed is not opened again.
  useEffect(() => () => change((now) => now.filter(isSaid)), [change, isSaid]);
  return {
    open,
    openComment: (place) => change((now) => openAt(now, place, isSaid)),
    extendComment: (place) => change((now) => extendTo(now, place, isSaid)),
    closeComment: (comment) => {
      commentDrafts.forget(keyOfComment(runId, comment));
      change((now) => now.filter(({ key }) => key !== comment.key));
    },
  };
}
