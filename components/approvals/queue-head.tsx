"use client";

import { useQuery } from "@tanstack/react-query";
import { ListFilter, Search } from "lucide-react";
import Link from "next/link";
import { useEffect, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { InputGroup } from "#components/ui/input.tsx";
import { Popover, PopoverContent, PopoverTrigger } from "#components/ui/popover.tsx";
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from "#components/ui/select.tsx";
import { tabClasses, tabListClasses } from "#components/ui/tabs.tsx";
import { type ApprovalFilter, approvalHref } from "#lib/client/approval-address.ts";
import { cn } from "#lib/client/class-names.ts";
import { shellQueries } from "#lib/client/shell-queries.ts";
import { type QueueView, queueViews } from "#lib/kernel/answer.ts";
import { DangerLevel } from "#lib/kernel/danger.ts";

interface QueueHeadProps {
  view: QueueView;
  filter: ApprovalFilter;
  counts: { waiting: number; mine: number } | undefined;
  onFilter: (filter: ApprovalFilter) => void;
}

const words: Record<QueueView, string> = { waiting: "Waiting", mine: "Mine", decided: "Decided" };

/** The three lists of the queue, and what they are narrowed to. */
export function QueueHead({ view, filter, counts, onFilter }: QueueHeadProps) {
  return (
    <>
      <nav aria-label="Lists" className={cn(tabListClasses, "min-h-11")}>
        {queueViews.map((each) => (
          <Link
            key={each}
            href={approvalHref(each, filter)}
            aria-current={each === view ? "page" : undefined}
            className={cn(tabClasses, "h-11")}
          >
            {words[each]}
            {each !== "decided" && counts && counts[each] > 0 && (
              <span className="font-normal text-subtle-foreground text-xs">{counts[each]}</span>
            )}
          </Link>
        ))}
      </nav>
      <QueueFilters filter={filter} onFilter={onFilter} />
    </>
  );
}

const typingMs = 250;
const all = "all";

function QueueFilters({ filter, onFilter }: Pick<QueueHeadProps, "filter" | "onFilter">) {
  const [typed, setTyped] = useState(filter.text);
  useEffect(() => setTyped(filter.text), [filter.text]);
  useEffect(() => {
    if (typed === filter.text) return;
    const timer = setTimeout(() => onFilter({ ...filter, text: typed }), typingMs);
    return () => clearTimeout(timer);
  }, [typed, filter, onFilter]);
  const chosen = (filter.level ? 1 : 0) + (filter.projectId ? 1 : 0);
  return (
    <search className="flex flex-none items-center gap-1 border-b py-1 pr-2 pl-1.5">
      <InputGroup
        type="search"
        aria-label="Search commands and targets"
        placeholder="Command or target"
        maxLength={100}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        before={<Search />}
        frameClassName="h-control-sm flex-1 border-transparent bg-transparent dark:bg-transparent"
      />
      <Popover>
        <PopoverTrigger asChild>
          <Button variant="ghost" size="sm">
            <ListFilter />
            {chosen === 0 ? "Filter" : `Filter, ${chosen}`}
          </Button>
        </PopoverTrigger>
        <PopoverContent align="end" className="grid w-60 gap-3 p-3">
          <FilterFields filter={filter} onFilter={onFilter} />
        </PopoverContent>
      </Popover>
    </search>
  );
}

function FilterFields({ filter, onFilter }: Pick<QueueHeadProps, "filter" | "onFilter">) {
  const { data: projects = [] } = useQuery(shellQueries.projects());
  const setLevel = (value: string) =>
    onFilter({ ...filter, level: DangerLevel.safeParse(value).data ?? null });
  return (
    <>
      <Select value={filter.level ?? all} onValueChange={setLevel}>
        <Field label="Level">
          <SelectTrigger>
            <SelectValue />
          </SelectTrigger>
        </Field>
        <SelectContent>
          <SelectItem value={all}>Any level</SelectItem>
          {(["MEDIUM", "HIGH", "CRITICAL"] as const).map((level) => (
            <SelectItem key={level} value={level}>
              {level}
            </SelectItem>
          ))}
        </SelectContent>
      </Select>
      <Select
        value={filter.projectId ?? all}
        onValueChange={(value) => onFilter({ ...filter, projectId: value === all ? null : value })}
      >
        <Field label="Project">
          <SelectTrigger>
            <SelectValue placeholder="A project that is gone" />
          </SelectTrigger>
        </Field>
        <SelectContent>
          <SelectItem value={all}>Any project</SelectItem>
          {projects.map((project) => (
            <SelectItem key={project.id} value={project.id}>
              {project.name}
            </SelectItem>
          ))}
        </SelectContent>
      </Select>
    </>
  );
}
