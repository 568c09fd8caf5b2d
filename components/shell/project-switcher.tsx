"use client";

import { useQuery } from "@tanstack/react-query";
import { Check, ChevronsUpDown, LayoutGrid } from "lucide-react";
import Link from "next/link";
import { usePathname, useRouter } from "next/navigation";
import { useState } from "react";
import { Mark } from "#components/shell/mark.tsx";
import { projectHref, projectIdOf, projectItems } from "#components/shell/navigation.ts";
import {
  Command,
  CommandEmpty,
  CommandGroup,
  CommandInput,
  CommandItem,
  CommandList,
} from "#components/ui/command.tsx";
import { Popover, PopoverContent, PopoverTrigger } from "#components/ui/popover.tsx";
import { shellQueries } from "#lib/client/shell-queries.ts";

const rowClasses =
  "flex h-bar w-full flex-none items-center gap-2 border-b border-b-sidebar-border px-3 text-left font-medium text-foreground hover:bg-sidebar-accent focus-visible:-outline-offset-2";

/** Head of the side bar: the product outside of a project, inside of one its name and the way to the others. */
export function ProjectSwitcher({ onChoose }: { onChoose?: () => void }) {
  const pathname = usePathname();
  const router = useRouter();
  const projectId = projectIdOf(pathname);
  const [isOpen, setIsOpen] = useState(false);
  const { data: projects = [] } = useQuery(shellQueries.projects());

  if (projectId === null) {
    return (
      <Link href="/projects" className={rowClasses} onClick={onChoose}>
        <Mark />
        <span className="truncate folded:md:sr-only">Lockkeeper</span>
      </Link>
    );
  }
  const name = projects.find((project) => project.id === projectId)?.name ?? "Project";
  const go = (href: string) => {
    setIsOpen(false);
    onChoose?.();
    router.push(href);
  };
  return (
    <Popover open={isOpen} onOpenChange={setIsOpen}>
      <PopoverTrigger className={rowClasses}>
        <Mark />
        <span className="truncate folded:md:sr-only">{name}</span>
        <span className="sr-only">, switch project</span>
        <ChevronsUpDown className="ml-auto size-3.5 text-subtle-foreground folded:md:hidden" />
      </PopoverTrigger>
      <PopoverContent className="w-72 p-0" aria-label="Switch project">
        <Command>
          <CommandInput placeholder="Find a project" />
          <CommandList>
            <CommandEmpty>No project of that name.</CommandEmpty>
            <CommandGroup>
              {projects.map((project) => (
                <CommandItem
                  key={project.id}
                  value={project.id}
                  keywords={[project.name]}
                  onSelect={() => go(projectHref(project.id, pageInProject(pathname)))}
                >
                  <span className="truncate">{project.name}</span>
                  {project.id === projectId && <Check className="ml-auto size-3.5" />}
                </CommandItem>
              ))}
            </CommandGroup>
            <CommandGroup className="mt-1.5 border-t pt-1.5">
              <CommandItem value="all-projects" keywords={["All projects"]} onSelect={() => go("/projects")}>
                <LayoutGrid />
                All projects
              </CommandItem>
            </CommandGroup>
          </CommandList>
        </Command>
      </PopoverContent>
    </Popover>
  );
}

/** One stays on the same kind of page when the project changes. */
function pageInProject(pathname: string): string {
  const segment = pathname.split("/")[3];
  return projectItems.find((item) => item.segment === segment)?.segment ?? "files";
}
