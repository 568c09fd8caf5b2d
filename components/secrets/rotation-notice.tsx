"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useEffect } from "react";
import { isOpen } from "#components/operations/operation-words.ts";
import { operationQueries } from "#lib/client/operation-queries.ts";

const lookMs = 1000;

interface RotationNoticeProps {
  operationId: string;
  onEnded: () => void;
}

/** How far the rotation is that was asked for: what it waits for, or what it has done. */
export function RotationNotice({ operationId, onEnded }: RotationNoticeProps) {
  const { data: operation } = useQuery({
    ...operationQueries.one(operationId),
    // How far it is tells nobody by itself.
    refetchInterval: ({ state }) => (state.data && isOpen(state.data) ? lookMs : false),
  });
  const isEnded = operation !== undefined && !isOpen(operation);
  useEffect(() => {
    if (isEnded) onEnded();
  }, [isEnded, onEnded]);
  if (!operation || isEnded) return null;
  if (operation.state === "held") {
    return (
      <p role="status" className="rounded-lg border bg-secondary p-3">
        A rotation is asked for and waits for consent.{" "}
        <Link href={`/approvals/${operationId}`} className="font-medium underline underline-offset-3">
          See it in Approvals
        </Link>
      </p>
    );
  }
  const { percent = null, text = "" } = operation.progress ?? {};
  return (
    <div role="status" className="grid gap-1.5 rounded-lg border p-3">
      <p className="flex justify-between gap-3">
        <Link href={`/operations/${operationId}`} className="font-medium underline underline-offset-3">
          {operation.state === "queued" ? "The rotation begins in a moment" : "The master key is rotated"}
        </Link>
        {percent !== null && <span className="flex-none tabular-nums">{percent} %</span>}
      </p>
      {percent !== null && (
        <div
          role="progressbar"
          aria-label="Rotation"
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={percent}
          className="h-1 overflow-hidden rounded-full bg-accent"
        >
          <div
            className="h-full bg-primary transition-[width] duration-fast"
            style={{ width: `${percent}%` }}
          />
        </div>
      )}
      {text !== "" && <p className="text-muted-foreground text-xs">{text}</p>}
    </div>
  );
}
