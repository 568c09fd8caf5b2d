"use client";

import { ArrowDown, ArrowUp, ListTodo, ListTree, Search, X } from "lucide-react";
import { useState } from "react";
import { OutlineList } from "#components/runs/outline-list.tsx";
import { RunFiles } from "#components/runs/run-files.tsx";
import { TodoList } from "#components/runs/todo-list.tsx";
import type { ConversationSearch } from "#components/runs/use-conversation-search.ts";
import { useOutline } from "#components/runs/use-outline.ts";
import { Button } from "#components/ui/button.tsx";
import { Popover, PopoverContent, PopoverTrigger } from "#components/ui/popover.tsx";
import { formatCount } from "#lib/client/format.ts";
import type { RunOutput } from "#lib/client/run-output.ts";
import type { RunView } from "#lib/modules/runs/schema.ts";
import type { TaskView } from "#lib/modules/tasks/schema.ts";
import type { Todo } from "#lib/modules/transcripts/schema.ts";

interface ConversationBarProps {
  task: TaskView;
  run: RunView;
  output: RunOutput;
  search: ConversationSearch;
  onJump: (position: number) => void;
}

/** Ways through a long run: its outline, the agent's own plan, and a search. */
export function ConversationBar({ task, run, output, search, onJump }: ConversationBarProps) {
  const { entries, todos } = useOutline(task, run.id, output);
  const [isOutlineOpen, setIsOutlineOpen] = useState(false);
  if (search.text !== null) return <SearchBar search={search} text={search.text} />;
  return (
    <div className="flex h-9 flex-none items-center gap-1 border-b px-3.5 max-md:px-2.5">
      <Popover open={isOutlineOpen} onOpenChange={setIsOutlineOpen}>
        <PopoverTrigger asChild>
          <Button variant="ghost" size="xs">
            <ListTree />
            Outline
          </Button>
        </PopoverTrigger>
        <PopoverContent aria-label="Outline" className="w-96 max-w-[calc(100vw-2rem)] p-1.5">
          <OutlineList
            entries={entries}
            onChoose={(position) => {
              setIsOutlineOpen(false);
              onJump(position);
            }}
          />
        </PopoverContent>
      </Popover>
      {todos && todos.length > 0 && <Plan todos={todos} />}
      <RunFiles task={task} runId={run.id} />
      <Button
        variant="ghost"
        size="icon-xs"
        aria-label="Search in the conversation"
        className="ml-auto"
        onClick={() => search.setText("")}
      >
        <Search />
      </Button>
    </div>
  );
}

function Plan({ todos }: { todos: readonly Todo[] }) {
  const done = todos.filter(({ status }) => status === "completed" || status === "cancelled").length;
  return (
    <Popover>
      <PopoverTrigger asChild>
        <Button variant="ghost" size="xs">
          <ListTodo />
          Plan
          <span className="text-subtle-foreground">
            {done} of {todos.length}
          </span>
        </Button>
      </PopoverTrigger>
      <PopoverContent
        aria-label="Plan of the agent"
        className="max-h-96 w-96 max-w-[calc(100vw-2rem)] overflow-auto"
      >
        <TodoList todos={todos} />
      </PopoverContent>
    </Popover>
  );
}

function SearchBar({ search, text }: { search: ConversationSearch; text: string }) {
  const { found, current, isCut, isPending, error } = search;
  const close = () => search.setText(null);
  const said = error
    ? "could not be searched"
    : search.words === "" || isPending
      ? ""
      : found === 0
        ? "not found"
        : `${formatCount(current + 1)} of ${formatCount(found)}${isCut ? "+" : ""}`;
  return (
    <search className="flex h-9 flex-none items-center gap-1 border-b px-3.5 text-xs max-md:px-2.5">
      <Search className="mx-1.5 size-3.5 flex-none text-subtle-foreground" />
      <input
        // biome-ignore lint/a11y/noAutofocus: it was asked for by the button that it takes the place of
        autoFocus
        type="search"
        aria-label="Search in the conversation"
        placeholder="Words, commands, file names"
        value={text}
        onChange={(event) => search.setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter") search.step(event.shiftKey ? 1 : -1);
          if (event.key !== "Escape") return;
          event.stopPropagation();
          close();
        }}
        className="h-7 min-w-0 flex-1 bg-transparent outline-none placeholder:text-subtle-foreground focus-visible:outline-none max-md:text-lg [&::-webkit-search-cancel-button]:hidden"
      />
      <span role="status" className="whitespace-nowrap text-muted-foreground">
        {said}
      </span>
      <Button variant="ghost" size="icon-xs" aria-label="Earlier place" onClick={() => search.step(-1)}>
        <ArrowUp />
      </Button>
      <Button variant="ghost" size="icon-xs" aria-label="Later place" onClick={() => search.step(1)}>
        <ArrowDown />
      </Button>
      <Button variant="ghost" size="icon-xs" aria-label="Close the search" onClick={close}>
        <X />
      </Button>
    </search>
  );
}
