import { CaseSensitive, Ellipsis, Regex, Search, WholeWord, X } from "lucide-react";
import { type KeyboardEventHandler, type ReactNode, useState } from "react";
import type { SearchText } from "#components/files/search-text.ts";
import { Button } from "#components/ui/button.tsx";
import { Input, InputGroup } from "#components/ui/input.tsx";
import { Spinner } from "#components/ui/spinner.tsx";

interface SearchFieldsProps {
  search: SearchText;
  isBusy: boolean;
  onChange: (search: SearchText) => void;
  onClose: () => void;
  onKeyDown: KeyboardEventHandler;
}

const options = [
  { key: "isCaseSensitive", label: "Match case", icon: CaseSensitive },
  { key: "isWord", label: "Whole words", icon: WholeWord },
  { key: "isRegex", label: "Regular expression", icon: Regex },
] as const;

const globs = [
  { key: "include", label: "Files to look in", placeholder: "Only in: src, *.ts" },
  { key: "exclude", label: "Files to leave out", placeholder: "Not in: *.test.ts" },
] as const;

/** What to look for, where, and how. */
export function SearchFields({ search, isBusy, onChange, onClose, onKeyDown }: SearchFieldsProps) {
  const [hasGlobs, setHasGlobs] = useState(search.include !== "" || search.exclude !== "");
  return (
    <div className="grid flex-none gap-1.5 border-b p-2">
      <div className="flex gap-1">
        <InputGroup
          autoFocus
          before={isBusy ? <Spinner /> : <Search />}
          frameClassName="flex-1"
          aria-label="Find in files"
          placeholder="Find in files"
          value={search.q}
          maxLength={1000}
          spellCheck={false}
          onChange={(event) => onChange({ ...search, q: event.target.value })}
          onKeyDown={(event) => (event.key === "Escape" ? onClose() : onKeyDown(event))}
        />
        <Button variant="ghost" size="icon" aria-label="Close the search" onClick={onClose}>
          <X />
        </Button>
      </div>
      <div className="flex items-center gap-1">
        {options.map(({ key, label, icon: Icon }) => (
          <Toggle
            key={key}
            label={label}
            isOn={search[key]}
            onToggle={() => onChange({ ...search, [key]: !search[key] })}
          >
            <Icon />
          </Toggle>
        ))}
        <span className="ml-auto">
          <Toggle label="Choose files" isOn={hasGlobs} onToggle={() => setHasGlobs(!hasGlobs)}>
            <Ellipsis />
          </Toggle>
        </span>
      </div>
      {hasGlobs &&
        globs.map(({ key, label, placeholder }) => (
          <Input
            key={key}
            aria-label={label}
            placeholder={placeholder}
            value={search[key]}
            spellCheck={false}
            className="h-control-sm text-xs"
            onChange={(event) => onChange({ ...search, [key]: event.target.value })}
          />
        ))}
    </div>
  );
}

interface ToggleProps {
  label: string;
  isOn: boolean;
  onToggle: () => void;
  children: ReactNode;
}

const Toggle = ({ label, isOn, onToggle, children }: ToggleProps) => (
  <Button
    variant="ghost"
    size="icon-xs"
    className="aria-pressed:bg-accent aria-pressed:text-foreground max-md:size-9"
    aria-label={label}
    title={label}
    aria-pressed={isOn}
    onClick={onToggle}
  >
    {children}
  </Button>
);
