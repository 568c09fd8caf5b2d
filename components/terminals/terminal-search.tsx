"use client";

import { CaseSensitive, ChevronDown, ChevronUp, Regex, WholeWord, X } from "lucide-react";
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from "react";
import type { ScreenState, SearchOptions, TerminalScreen } from "#components/terminals/screen-shape.ts";
import { useScreenState } from "#components/terminals/use-terminal-screens.ts";
import { Button } from "#components/ui/button.tsx";
import { Input } from "#components/ui/input.tsx";
import { cn } from "#lib/client/class-names.ts";

const choices: readonly { key: keyof SearchOptions; label: string; letter: string; icon: ReactNode }[] = [
  { key: "isCaseSensitive", label: "Match case (Alt+C)", letter: "c", icon: <CaseSensitive /> },
  { key: "isWholeWord", label: "Whole words (Alt+W)", letter: "w", icon: <WholeWord /> },
  { key: "isPattern", label: "Regular expression (Alt+R)", letter: "r", icon: <Regex /> },
];

/** Looks through what scrolled by: Enter goes back in time, Shift+Enter forward, Escape ends it. */
export function TerminalSearch({ screen, onClose }: { screen: TerminalScreen; onClose: () => void }) {
  const [text, setText] = useState(() => firstText(screen));
  const [options, setOptions] = useState<SearchOptions>({
    isCaseSensitive: false,
    isWholeWord: false,
    isPattern: false,
  });
  const [isValid, setIsValid] = useState(true);
  const field = useRef<HTMLInputElement>(null);
  const { matches } = useScreenState(screen);

  useEffect(() => field.current?.select(), []);
  useEffect(() => () => screen.endSearch(), [screen]);
  // What is looked for, or how, changed: the nearest match above what was last printed.
  useEffect(() => {
    setIsValid(
      text === ""
        ? screen.find("", "next", { ...options, isPattern: false })
        : screen.find(text, "previous", options),
    );
  }, [screen, text, options]);

  const find = (direction: "next" | "previous") => {
    if (text !== "") screen.find(text, direction, options);
  };
  const toggle = (key: keyof SearchOptions) => setOptions((now) => ({ ...now, [key]: !now[key] }));
  const onKeyDown = (event: KeyboardEvent) => {
    const chosen = event.altKey && choices.find(({ letter }) => letter === event.key.toLowerCase());
    if (chosen) toggle(chosen.key);
    else if (event.key === "Escape") onClose();
    else if (event.key === "Enter" || event.key === "F3") find(event.shiftKey ? "next" : "previous");
    else return;
    event.preventDefault();
  };
  return (
    <search onKeyDown={onKeyDown} className="flex h-9 flex-none items-center gap-1 border-b px-2 max-md:h-11">
      <Input
        ref={field}
        type="text"
        value={text}
        aria-label="Search in the terminal"
        aria-invalid={!isValid}
        placeholder="Search"
        spellCheck={false}
        autoComplete="off"
        className="h-control-xs max-w-64 text-xs max-md:h-control-sm"
        onChange={(event) => setText(event.currentTarget.value)}
      />
      {choices.map(({ key, label, icon }) => (
        <Button
          key={key}
          variant="ghost"
          size="icon-xs"
          aria-label={label}
          title={label}
          aria-pressed={options[key]}
          className={cn("text-terminal-muted", options[key] && "bg-primary-soft text-primary-text")}
          onClick={() => toggle(key)}
        >
          {icon}
        </Button>
      ))}
      <span role="status" className="min-w-20 truncate px-1 text-terminal-muted text-xs">
        {text !== "" && sayFound(matches, isValid)}
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

/** What is selected, where that is a word and no page. */
function firstText(screen: TerminalScreen): string {
  const selected = screen.selection();
  return selected.includes("\n") || selected.length > 100 ? "" : selected;
}

function sayFound(matches: ScreenState["matches"], isValid: boolean): string {
  if (!isValid) return "No pattern to look for";
  if (matches === null) return "";
  if (matches.count === 0) return "Nothing found";
  // xterm counts to a thousand and no further.
  if (matches.count >= 1000) return "More than 1,000";
  return `${matches.current} of ${matches.count}`;
}
