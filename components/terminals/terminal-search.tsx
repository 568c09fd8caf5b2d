"use client";

import { ChevronDown, ChevronUp, X } from "lucide-react";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import type { TerminalScreen } from "#components/terminals/screen-shape.ts";
import { useScreenState } from "#components/terminals/use-terminal-screens.ts";
import { Button } from "#components/ui/button.tsx";
import { Input } from "#components/ui/input.tsx";

/** Looks through what scrolled by: Enter goes back in time, Shift+Enter forward, Escape ends it. */
export function TerminalSearch({ screen, onClose }: { screen: TerminalScreen; onClose: () => void }) {
  const [text, setText] = useState("");
  const field = useRef<HTMLInputElement>(null);
  const { matches } = useScreenState(screen);

  useEffect(() => field.current?.focus(), []);
  useEffect(() => () => screen.endSearch(), [screen]);

  const find = (direction: "next" | "previous") => {
    if (text !== "") screen.find(text, direction);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape") onClose();
    else if (event.key === "Enter") find(event.shiftKey ? "next" : "previous");
    else return;
    event.preventDefault();
  };
  return (
    <search className="flex h-9 flex-none items-center gap-1 border-b px-2 max-md:h-11">
      <Input
        ref={field}
        type="text"
        value={text}
        aria-label="Search in the terminal"
        placeholder="Search"
        spellCheck={false}
        autoComplete="off"
        className="h-control-xs max-w-64 text-xs max-md:h-control-sm"
        onKeyDown={onKeyDown}
        onChange={(event) => {
          setText(event.currentTarget.value);
          if (event.currentTarget.value === "") screen.find("", "next");
          else screen.find(event.currentTarget.value, "previous");
        }}
      />
      <span role="status" className="min-w-20 px-1 text-terminal-muted text-xs">
        {text !== "" &&
          matches &&
          (matches.count === 0 ? "Nothing found" : `${matches.current} of ${matches.count}`)}
      </span>
      <Button variant="ghost" size="icon-xs" aria-label="Earlier match" onClick={() => find("previous")}>
        <ChevronUp />
      </Button>
      <Button variant="ghost" size="icon-xs" aria-label="Later match" onClick={() => find("next")}>
        <ChevronDown />
      </Button>
      <Button
        variant="ghost"
        size="icon-xs"
        aria-label="End the search"
        className="ml-auto"
        onClick={onClose}
      >
        <X />
      </Button>
    </search>
  );
}
