import { CaseSensitive, Regex, Search, X } from "lucide-react";
import type { ReactNode } from "react";
import { Button, ButtonGroup } from "#components/ui/button.tsx";
import { InputGroup } from "#components/ui/input.tsx";
import { Spinner } from "#components/ui/spinner.tsx";
import type { FileSearch } from "#lib/modules/files/queries.ts";

interface SearchFieldsProps {
  search: FileSearch;
  isBusy: boolean;
  onChange: (search: FileSearch) => void;
  onClose: () => void;
}

/** What to look for, and how. */
export function SearchFields({ search, isBusy, onChange, onClose }: SearchFieldsProps) {
  return (
    <div className="grid flex-none gap-2 border-b p-2">
      <div className="flex gap-1">
        <InputGroup
          autoFocus
          before={isBusy ? <Spinner /> : <Search />}
          frameClassName="flex-1"
          aria-label="Search in files"
          placeholder={search.kind === "content" ? "Search in files" : "Search file names"}
          value={search.q}
          maxLength={1000}
          spellCheck={false}
          onChange={(event) => onChange({ ...search, q: event.target.value })}
          onKeyDown={(event) => event.key === "Escape" && onClose()}
        />
        <Button variant="ghost" size="icon" aria-label="Close the search" onClick={onClose}>
          <X />
        </Button>
      </div>
      <div className="flex items-center gap-1">
        <ButtonGroup aria-label="Where to look">
          {(["content", "name"] as const).map((kind) => (
            <Button
              key={kind}
              size="xs"
              aria-pressed={search.kind === kind}
              onClick={() => onChange({ ...search, kind })}
            >
              {kind === "content" ? "Content" : "Names"}
            </Button>
          ))}
        </ButtonGroup>
        <span className="ml-auto flex items-center gap-1">
          <Toggle
            label="Match case"
            isOn={search.isCaseSensitive}
            onToggle={() => onChange({ ...search, isCaseSensitive: !search.isCaseSensitive })}
          >
            <CaseSensitive />
          </Toggle>
          <Toggle
            label="Regular expression"
            isOn={search.isRegex}
            onToggle={() => onChange({ ...search, isRegex: !search.isRegex })}
          >
            <Regex />
          </Toggle>
        </span>
      </div>
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
    className="aria-pressed:bg-accent aria-pressed:text-foreground"
    aria-label={label}
    aria-pressed={isOn}
    onClick={onToggle}
  >
    {children}
  </Button>
);
