"use client";

import { useQuery } from "@tanstack/react-query";
import { usePathname } from "next/navigation";
import { useInbox } from "#components/inbox/use-inbox.ts";
import { FoldButton } from "#components/shell/fold-button.tsx";
import { LiveLine } from "#components/shell/live-line.tsx";
import { type NavCount, NavList } from "#components/shell/nav-list.tsx";
import { installationItems, projectHref, projectIdOf, projectItems } from "#components/shell/navigation.ts";
import { ProjectSwitcher } from "#components/shell/project-switcher.tsx";
import { approvalQueries } from "#lib/client/approval-queries.ts";
import { countOf } from "#lib/client/format.ts";
import { shellQueries } from "#lib/client/shell-queries.ts";

interface SidebarContentProps {
  version: string;
  /** Called when a way was chosen: the sheet closes. */
  onChoose?: () => void;
}

/** What stands in the side bar, and in the sheet of a narrow screen. */
export function SidebarContent({ version, onChoose }: SidebarContentProps) {
  const projectId = projectIdOf(usePathname());
  const { data: running } = useQuery(shellQueries.runningOperations());
  const { data: approvals } = useQuery(approvalQueries.summary());
  const inbox = useInbox().data?.items.length;
  const counts: Record<string, NavCount | null> = {
    operations: running === undefined ? null : countsOf(running, "running"),
    inbox: inbox === undefined ? null : { ...countsOf(inbox, "waiting for you"), isHot: true },
    approvals: approvals ? { ...countsOf(approvals.counts.waiting, "waiting for you"), isHot: true } : null,
  };
  return (
    <>
      <ProjectSwitcher onChoose={onChoose} />
      <div className="min-h-0 flex-1 overflow-y-auto overflow-x-hidden">
        {projectId !== null && (
          <NavList
            label="Project"
            items={projectItems}
            hrefOf={(item) => projectHref(projectId, item.segment)}
            onChoose={onChoose}
          />
        )}
        <NavList
          label="Installation"
          heading="Installation"
          items={installationItems}
          hrefOf={(item) => `/${item.segment}`}
          countOf={(item) => counts[item.segment] ?? null}
          onChoose={onChoose}
        />
      </div>
      <div className="flex-none border-t border-t-sidebar-border p-2">
        <LiveLine version={version} />
      </div>
    </>
  );
}

const countsOf = (value: number, word: string): NavCount => ({
  value,
  isHot: false,
  label: countOf(value, word, word),
});

/** 216 px, or 48 when folded to icons. */
export function Sidebar({ version }: { version: string }) {
  return (
    <aside
      data-slot="sidebar"
      aria-label="Navigation"
      className="relative flex w-sidebar flex-none flex-col border-r border-r-sidebar-border bg-sidebar text-sidebar-foreground max-md:hidden folded:w-12"
    >
      <SidebarContent version={version} />
      <FoldButton />
    </aside>
  );
}
