"use client";

import { type ReactNode, useEffect, useState } from "react";
import type { Monaco } from "#components/files/load-monaco.ts";
import type { EditorParts } from "#components/files/use-editor.ts";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuRadioGroup,
  DropdownMenuRadioItem,
  DropdownMenuTrigger,
} from "#components/ui/dropdown-menu.tsx";
import { formatBytes } from "#lib/client/format.ts";
import type { OpenFile } from "#lib/client/open-files.ts";

interface EditorStatusProps {
  parts: EditorParts;
  file: OpenFile;
  isReadOnly: boolean;
}

interface Facts {
  position: string;
  language: string;
  eol: "LF" | "CRLF";
  indentation: string;
}

/** The line below the text: where one is, and what kind of text it is; language and line ends can be chosen. */
export function EditorStatus({ parts, file, isReadOnly }: EditorStatusProps) {
  const facts = useFacts(parts, file.path);
  if (!facts) return null;
  const { monaco, editor } = parts;
  const model = editor.getModel();
  const languages = monaco.languages
    .getLanguages()
    .map(({ id, aliases }) => ({ id, name: aliases?.[0] ?? id }));
  const named = [...new Map(languages.map((language) => [language.id, language])).values()];
  return (
    <footer
      data-slot="editor-status"
      className="flex h-6 flex-none items-center gap-4 overflow-x-auto scrollbar-none whitespace-nowrap border-t px-4 text-muted-foreground text-xs tabular-nums max-md:h-8"
    >
      {isReadOnly && <span className="font-medium text-foreground">Read-only</span>}
      <span className="ml-auto">{facts.position}</span>
      <span className="max-md:hidden">{facts.indentation}</span>
      <span className="max-md:hidden">{file.text.startsWith("\uFEFF") ? "UTF-8 with BOM" : "UTF-8"}</span>
      <Choice
        label="Line endings"
        value={facts.eol}
        isFixed={isReadOnly}
        options={[
          { id: "LF", name: "LF" },
          { id: "CRLF", name: "CRLF" },
        ]}
        onChoose={(id) => {
          const { LF, CRLF } = monaco.editor.EndOfLineSequence;
          model?.pushEOL(id === "CRLF" ? CRLF : LF);
        }}
      />
      <Choice
        label="Language"
        value={facts.language}
        isFixed={false}
        options={named.toSorted((one, other) => one.name.localeCompare(other.name))}
        onChoose={(id) => model && monaco.editor.setModelLanguage(model, id)}
      />
      <span className="max-md:hidden">{formatBytes(file.sizeBytes)}</span>
    </footer>
  );
}

interface ChoiceProps {
  label: string;
  value: string;
  isFixed: boolean;
  options: readonly { id: string; name: string }[];
  onChoose: (id: string) => void;
}

function Choice({ label, value, isFixed, options, onChoose }: ChoiceProps): ReactNode {
  const name = options.find(({ id }) => id === value)?.name ?? value;
  if (isFixed) return <span>{name}</span>;
  return (
    <DropdownMenu>
      <DropdownMenuTrigger
        aria-label={`${label}: ${name}`}
        className="h-full rounded-sm px-1 hover:bg-accent hover:text-foreground focus-visible:-outline-offset-2"
      >
        {name}
      </DropdownMenuTrigger>
      <DropdownMenuContent align="end" side="top" className="max-h-80">
        <DropdownMenuRadioGroup value={value} onValueChange={onChoose}>
          {options.map((option) => (
            <DropdownMenuRadioItem key={option.id} value={option.id}>
              {option.name}
            </DropdownMenuRadioItem>
          ))}
        </DropdownMenuRadioGroup>
      </DropdownMenuContent>
    </DropdownMenu>
  );
}

function useFacts({ monaco, editor }: EditorParts, path: string): Facts | null {
  const [facts, setFacts] = useState<Facts | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another file is another model in the same editor
  useEffect(() => {
    const read = () => {
      const model = editor.getModel();
      setFacts(model ? factsOf(model, editor) : null);
    };
    const listening = [
      editor.onDidChangeCursorSelection(read),
      editor.onDidChangeModel(read),
      editor.onDidChangeModelLanguage(read),
      editor.onDidChangeModelOptions(read),
      editor.onDidChangeModelContent((event) => event.isEolChange && read()),
    ];
    read();
    return () => {
      for (const one of listening) one.dispose();
    };
  }, [monaco, editor, path]);
  return facts;
}

function factsOf(model: Monaco.editor.ITextModel, editor: Monaco.editor.ICodeEditor): Facts {
  const selection = editor.getSelection();
  const { lineNumber = 1, column = 1 } = selection?.getPosition() ?? {};
  const selectedLength = selection ? model.getValueInRange(selection).length : 0;
  const { insertSpaces, indentSize } = model.getOptions();
  return {
    position: `Ln ${lineNumber}, Col ${column}${selectedLength > 0 ? ` (${selectedLength} selected)` : ""}`,
    language: model.getLanguageId(),
    eol: model.getEOL() === "\r\n" ? "CRLF" : "LF",
    indentation: insertSpaces ? `Spaces: ${indentSize}` : `Tab size: ${indentSize}`,
  };
}
