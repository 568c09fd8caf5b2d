"use client";

import { useQuery } from "@tanstack/react-query";
import { Search, ShieldOff } from "lucide-react";
import type { RuleFilter } from "#components/rules/rule-filter.ts";
import { Button } from "#components/ui/button.tsx";
import { InputGroup } from "#components/ui/input.tsx";
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from "#components/ui/select.tsx";
import { shellQueries } from "#lib/client/shell-queries.ts";
import { DangerLevel, dangerLevels } from "#lib/kernel/danger.ts";

interface RuleFiltersProps {
  filter: RuleFilter;
  /** How many rules are weaker than they came. */
  relaxed: number;
  onChange: (filter: RuleFilter) => void;
}

const all = "all";

export function RuleFilters({ filter, relaxed, onChange }: RuleFiltersProps) {
  const { data: projects = [] } = useQuery(shellQueries.projects());
  const setLevel = (value: string) =>
    onChange({ ...filter, level: DangerLevel.safeParse(value).data ?? null });
  const toggle = (only: "changed" | "relaxed") =>
    onChange({ ...filter, only: filter.only === only ? null : only });
  return (
    <search className="mb-4 flex flex-wrap items-center gap-2 max-md:grid max-md:grid-cols-2">
      <InputGroup
        type="search"
        aria-label="Search rules"
        placeholder="Command or words of it"
        maxLength={100}
        value={filter.text}
        onChange={(event) => onChange({ ...filter, text: event.target.value })}
        before={<Search />}
        frameClassName="max-w-72 flex-1 basis-52 max-md:col-span-2 max-md:max-w-none"
      />
      <Select value={filter.level ?? all} onValueChange={setLevel}>
        <SelectTrigger aria-label="Level" className="w-36 max-md:w-full">
          <SelectValue />
        </SelectTrigger>
        <SelectContent>
          <SelectItem value={all}>Any level</SelectItem>
          {dangerLevels.map((level) => (
            <SelectItem key={level} value={level}>
              {level}
            </SelectItem>
          ))}
        </SelectContent>
      </Select>
      <Select
        value={filter.projectId ?? all}
        onValueChange={(value) => onChange({ ...filter, projectId: value === all ? null : value })}
      >
        <SelectTrigger aria-label="Where" className="w-44 max-md:w-full">
          <SelectValue placeholder="A project that is gone" />
        </SelectTrigger>
        <SelectContent>
          <SelectItem value={all}>Installation</SelectItem>
          {projects.map((project) => (
            <SelectItem key={project.id} value={project.id}>
              {project.name}
            </SelectItem>
          ))}
        </SelectContent>
      </Select>
      <Button aria-pressed={filter.only === "changed"} onClick={() => toggle("changed")} className={pressed}>
        Changed
      </Button>
      <Button aria-pressed={filter.only === "relaxed"} onClick={() => toggle("relaxed")} className={pressed}>
        <ShieldOff />
        {relaxed === 0 ? "Relaxed" : `Relaxed, ${relaxed}`}
      </Button>
    </search>
  );
}

const pressed = "aria-pressed:border-primary aria-pressed:bg-primary-soft aria-pressed:text-primary-text";
