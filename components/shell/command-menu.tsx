"use client";

import { useQuery } from "@tanstack/react-query";
import { FolderGit2, Search, SquareKanban, Zap } from "lucide-react";
import { usePathname, useRouter } from "next/navigation";
import { use, useEffect, useState, useSyncExternalStore } from "react";
import { LevelBadge } from "#components/shared/level-badge.tsx";
import {
  installationItems,
  projectHome,
  projectHref,
  projectIdOf,
  projectItems,
} from "#components/shell/navigation.ts";
import { WaitingGroup } from "#components/shell/waiting-group.tsx";
import {
  Command,
  CommandEmpty,
  CommandFooter,
  CommandGroup,
  CommandInput,
  CommandItem,
  CommandList,
} from "#components/ui/command.tsx";
import { Dialog, DialogContent, DialogDescription, DialogTitle } from "#components/ui/dialog.tsx";
import { Kbd } from "#components/ui/kbd.tsx";
import { ActionContext, type CommandAction } from "#lib/client/command-actions.ts";
import { rankName } from "#lib/client/rank-name.ts";
import { shellQueries } from "#lib/client/shell-queries.ts";
import { isAtLeast } from "#lib/kernel/danger.ts";

const none: readonly CommandAction[] = [];

/** The field in the top bar and what it opens: every page, project, task and action by name. ⌘K, Ctrl K. */
export function CommandMenu() {
  const [isOpen, setIsOpen] = useState(false);
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (
        event.key.toLowerCase() !== "k" ||
        !(event.metaKey || event.ctrlKey) ||
        event.shiftKey ||
        event.altKey
      )
        return;
      // In a terminal Ctrl K belongs to the shell, ⌘K to us.
      const isInTerminal = event.target instanceof Element && event.target.closest(".xterm") !== null;
      if (event.ctrlKey && isInTerminal) return;
      event.preventDefault();
      setIsOpen((wasOpen) => !wasOpen);
    };
    // In the capture phase, before an editor takes the key for itself.
    window.addEventListener("keydown", onKeyDown, { capture: true });
    return () => window.removeEventListener("keydown", onKeyDown, { capture: true });
  }, []);
  return (
    <>
      <button
        type="button"
        aria-label="Command menu"
        aria-haspopup="dialog"
        onClick={() => setIsOpen(true)}
        className="ml-auto flex h-control-sm w-60 flex-none items-center gap-2 rounded-md border bg-muted pr-1.5 pl-2 text-muted-foreground text-xs transition-colors duration-fast hover:border-border-strong max-md:size-10 max-md:justify-center max-md:border-transparent max-md:bg-transparent max-md:p-0"
      >
        <Search className="size-3.5 max-md:size-4" />
        <span className="max-md:hidden">Search or run a command</span>
        <ShortcutKey />
      </button>
      <Dialog open={isOpen} onOpenChange={setIsOpen}>
        <DialogContent
          hasCloseButton={false}
          className="max-w-[560px] self-start overflow-hidden md:mt-[12vh]"
        >
          <DialogTitle className="sr-only">Command menu</DialogTitle>
          <DialogDescription className="sr-only">
            Pages, projects, tasks and actions by name
          </DialogDescription>
          <MenuContent close={() => setIsOpen(false)} />
        </DialogContent>
      </Dialog>
    </>
  );
}

function MenuContent({ close }: { close: () => void }) {
  const router = useRouter();
  const projectId = projectIdOf(usePathname());
  const registry = use(ActionContext);
  const actions = useSyncExternalStore(
    registry?.subscribe ?? (() => () => undefined),
    registry?.actions ?? (() => none),
    () => none,
  );
  const { data: projects = [] } = useQuery(shellQueries.projects());
  const { data: tasks = [] } = useQuery({
    ...shellQueries.tasks(projectId ?? ""),
    enabled: projectId !== null,
  });
  const projectName = projects.find((project) => project.id === projectId)?.name;
  const go = (href: string) => () => {
    close();
    router.push(href);
  };
  const pages = [
    ...(projectId === null
      ? []
      : projectItems.map((item) => ({
          ...item,
          href: projectHref(projectId, item.segment),
          where: projectName,
        }))),
    ...installationItems.map((item) => ({ ...item, href: `/${item.segment}`, where: undefined })),
  ];
  return (
    <Command loop filter={(_value, typed, names) => rankName(typed, names ?? [])}>
      <CommandInput placeholder="Search or run a command" aria-label="Search or run a command" />
      <CommandList>
        <CommandEmpty>Nothing of that name.</CommandEmpty>
        {actions.length > 0 && (
          <CommandGroup heading="Commands">
            {actions.map((action) => (
              <ActionItem key={action.id} action={action} close={close} />
            ))}
          </CommandGroup>
        )}
        <CommandGroup heading="Pages">
          {pages.map((page) => (
            <CommandItem key={page.href} value={page.href} keywords={[page.label]} onSelect={go(page.href)}>
              <page.icon />
              {page.label}
              <Where>{page.where}</Where>
            </CommandItem>
          ))}
        </CommandGroup>
        <WaitingGroup go={go} />
        {tasks.length > 0 && projectId !== null && (
          <CommandGroup heading="Tasks">
            {tasks.map((task) => (
              <CommandItem
                key={task.id}
                value={task.id}
                keywords={[`#${task.number} ${task.title}`]}
                onSelect={go(projectHref(projectId, `board/${task.number}`))}
              >
                <SquareKanban />
                <span className="truncate">
                  #{task.number} {task.title}
                </span>
                <Where>{projectName}</Where>
              </CommandItem>
            ))}
          </CommandGroup>
        )}
        {projects.length > 0 && (
          <CommandGroup heading="Projects">
            {projects.map((project) => (
              <CommandItem
                key={project.id}
                value={project.id}
                keywords={[project.name]}
                onSelect={go(projectHome(project.id))}
              >
                <FolderGit2 />
                <span className="truncate">{project.name}</span>
              </CommandItem>
            ))}
          </CommandGroup>
        )}
      </CommandList>
      <CommandFooter>
        <span>
          <Kbd>↑</Kbd> <Kbd>↓</Kbd> move
        </span>
        <span>
          <Kbd>↵</Kbd> run
        </span>
      </CommandFooter>
    </Command>
  );
}

function ActionItem({ action, close }: { action: CommandAction; close: () => void }) {
  const Icon = action.icon ?? Zap;
  const run = () => {
    close();
    action.run();
  };
  return (
    <CommandItem value={action.id} keywords={[action.label, ...(action.keywords ?? [])]} onSelect={run}>
      <Icon />
      <span className="truncate">{action.label}</span>
      {action.where && <span className="truncate text-muted-foreground text-xs">{action.where}</span>}
      <span className="ml-auto flex flex-none items-center gap-2">
        {action.level && isAtLeast(action.level, "MEDIUM") && <LevelBadge level={action.level} />}
        {action.shortcut && <Kbd>{action.shortcut}</Kbd>}
      </span>
    </CommandItem>
  );
}

function Where({ children }: { children?: string }) {
  return children ? (
    <span className="ml-auto flex-none pl-2 text-subtle-foreground text-xs">{children}</span>
  ) : null;
}

/** The key of the reader's own system; the server cannot know it. */
function ShortcutKey() {
  const isApple = useSyncExternalStore(
    () => () => undefined,
    () => /Mac|iPhone|iPad/.test(navigator.platform),
    () => true,
  );
  return <Kbd className="ml-auto max-md:hidden">{isApple ? "⌘K" : "Ctrl K"}</Kbd>;
}
