"use client";

import { useQuery } from "@tanstack/react-query";
import { CornerDownRight } from "lucide-react";
import { usePathname, useRouter, useSearchParams } from "next/navigation";
import { type ReactNode, useEffect, useMemo, useState } from "react";
import { FileIcon } from "#components/files/file-icon.tsx";
import { parseQuickOpen } from "#components/files/quick-open-text.ts";
import {
  Command,
  CommandFooter,
  CommandGroup,
  CommandInput,
  CommandItem,
  CommandList,
} from "#components/ui/command.tsx";
import { Dialog, DialogContent, DialogDescription, DialogTitle } from "#components/ui/dialog.tsx";
import { Kbd } from "#components/ui/kbd.tsx";
import { useCommandActions } from "#lib/client/command-actions.ts";
import { readFilesSession } from "#lib/client/files-session.ts";
import { formatCount } from "#lib/client/format.ts";
import { usePersonId } from "#lib/client/person.ts";
import { fileQueries } from "#lib/modules/files/queries.ts";
import { nameOf, parentOf } from "#lib/modules/files/rules.ts";

interface QuickOpenProps {
  projectId: string;
  workspaceId: string;
}

/** ⌘P, Ctrl P: any file of the workspace by a few letters of its path, on every page of its project. */
export function QuickOpen({ projectId, workspaceId }: QuickOpenProps) {
  const [isOpen, setIsOpen] = useState(false);
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== "p" || !(event.metaKey || event.ctrlKey)) return;
      if (event.shiftKey || event.altKey) return;
      // In a terminal Ctrl P belongs to the shell, ⌘P to us.
      const isInTerminal = event.target instanceof Element && event.target.closest(".xterm") !== null;
      if (event.ctrlKey && isInTerminal) return;
      event.preventDefault();
      event.stopPropagation();
      setIsOpen((wasOpen) => !wasOpen);
    };
    // In the capture phase, before the editor takes the key for itself.
    window.addEventListener("keydown", onKeyDown, { capture: true });
    return () => window.removeEventListener("keydown", onKeyDown, { capture: true });
  }, []);
  useCommandActions(
    useMemo(
      () => [{ id: "files.quick-open", label: "Go to file", shortcut: "Ctrl P", run: () => setIsOpen(true) }],
      [],
    ),
  );
  return (
    <Dialog open={isOpen} onOpenChange={setIsOpen}>
      <DialogContent hasCloseButton={false} className="max-w-[640px] self-start overflow-hidden md:mt-[12vh]">
        <DialogTitle className="sr-only">Go to file</DialogTitle>
        <DialogDescription className="sr-only">
          Files of the workspace by a part of their path
        </DialogDescription>
        <QuickOpenList projectId={projectId} workspaceId={workspaceId} close={() => setIsOpen(false)} />
      </DialogContent>
    </Dialog>
  );
}

function QuickOpenList({ projectId, workspaceId, close }: QuickOpenProps & { close: () => void }) {
  const router = useRouter();
  const personId = usePersonId();
  const isInFiles = usePathname().split("/")[3] === "files";
  const shown = useSearchParams().get("path");
  const [typed, setTyped] = useState("");
  const { q, line } = parseQuickOpen(typed);
  const { data, error, isFetching } = useQuery({
    ...fileQueries.names(workspaceId, q),
    placeholderData: (before) => before,
    staleTime: 2000,
  });
  const [recent] = useState(() => readFilesSession(personId, workspaceId).recent);
  const open = (path: string) => {
    close();
    const query = new URLSearchParams({ path, ...(line === null ? {} : { line: String(line) }) });
    const href = `/projects/${encodeURIComponent(projectId)}/files?${query}`;
    if (isInFiles) window.history.pushState(null, "", href);
    else router.push(href);
  };
  const isLineOnly = q === "" && line !== null && isInFiles && shown !== null;
  const others = (data?.items ?? []).filter(({ path }) => q !== "" || !recent.includes(path));
  return (
    <Command loop shouldFilter={false}>
      <CommandInput
        placeholder="Go to file, or :line"
        aria-label="Go to file"
        value={typed}
        onValueChange={setTyped}
      />
      <CommandList>
        {isLineOnly && (
          <CommandItem value=":line" onSelect={() => open(shown)}>
            <CornerDownRight />
            Line {line} of {nameOf(shown)}
          </CommandItem>
        )}
        {q === "" && !isLineOnly && recent.length > 0 && (
          <CommandGroup heading="Opened lately">
            {recent
              .filter((path) => path !== shown || !isInFiles)
              .slice(0, 12)
              .map((path) => (
                <NameItem key={path} path={path} positions={[]} onOpen={open} />
              ))}
          </CommandGroup>
        )}
        {!isLineOnly && others.length > 0 && (
          <CommandGroup heading={q === "" ? "Files" : undefined}>
            {others.map(({ path, positions }) => (
              <NameItem key={path} path={path} positions={q === "" ? [] : positions} onOpen={open} />
            ))}
          </CommandGroup>
        )}
        {!isLineOnly && others.length === 0 && (q !== "" || recent.length === 0) && (
          <p className="px-4 py-8 text-center text-muted-foreground">
            {error ? error.message : isFetching ? "Looking …" : "No file of that name."}
          </p>
        )}
      </CommandList>
      <CommandFooter>
        <span>
          <Kbd>↑</Kbd> <Kbd>↓</Kbd> move
        </span>
        <span>
          <Kbd>↵</Kbd> open
        </span>
        {data && (
          <span className="ml-auto">
            {formatCount(data.filesCount)} files{data.isCut && ", the first ones"}
          </span>
        )}
      </CommandFooter>
    </Command>
  );
}

interface NameItemProps {
  path: string;
  positions: readonly number[];
  onOpen: (path: string) => void;
}

function NameItem({ path, positions, onOpen }: NameItemProps) {
  const nameStart = path.length - nameOf(path).length;
  return (
    <CommandItem value={path} onSelect={() => onOpen(path)} title={path}>
      <FileIcon name={nameOf(path)} />
      <span className="flex-none">{lettersOf(nameOf(path), nameStart, positions)}</span>
      <span className="min-w-0 truncate text-subtle-foreground text-xs">
        {lettersOf(parentOf(path), 0, positions)}
      </span>
    </CommandItem>
  );
}

/** The text with those letters strong by which it was found; `start` is where it begins in the path. */
function lettersOf(text: string, start: number, positions: readonly number[]): ReactNode {
  const found = new Set(positions);
  const parts: { text: string; isFound: boolean; at: number }[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const isFound = found.has(start + at);
    const last = parts.at(-1);
    if (last?.isFound === isFound) last.text += text.charAt(at);
    else parts.push({ text: text.charAt(at), isFound, at });
  }
  return parts.map((part) =>
    part.isFound ? (
      <b key={part.at} className="font-semibold text-primary-text">
        {part.text}
      </b>
    ) : (
      part.text
    ),
  );
}
