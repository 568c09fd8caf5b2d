"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { ArrowUpDown, Plus, Search, SearchX } from "lucide-react";
import { useDeferredValue, useMemo, useState } from "react";
import { FirstSteps } from "#components/onboarding/first-steps.tsx";
import { FirstProject } from "#components/projects/first-project.tsx";
import { NewProjectDialog } from "#components/projects/new-project-dialog.tsx";
import { ProjectCard } from "#components/projects/project-card.tsx";
import { EmptyView } from "#components/shared/empty-view.tsx";
import { ErrorView } from "#components/shared/error-view.tsx";
import { LoadMore } from "#components/shared/load-more.tsx";
import { LoadingCards } from "#components/shared/loading-views.tsx";
import { PageBody, PageHeader } from "#components/shared/page-header.tsx";
import { Button } from "#components/ui/button.tsx";
import { InputGroup } from "#components/ui/input.tsx";
import { useCommandActions } from "#lib/client/command-actions.ts";
import { countOf } from "#lib/client/format.ts";
import type { OnboardingView } from "#lib/modules/onboarding/schema.ts";
import { type ProjectListFilter, projectQueries } from "#lib/modules/projects/queries.ts";
import type { ProjectView } from "#lib/modules/projects/schema.ts";

const gridClasses = "grid auto-rows-fr grid-cols-[repeat(auto-fill,minmax(min(340px,100%),1fr))] gap-4";

interface ProjectsViewProps {
  /** How far the guided start is; null where the page could not say. */
  firstSteps: OnboardingView | null;
}

/** Every project one may see, as cards; the first one is started here. */
export function ProjectsView({ firstSteps }: ProjectsViewProps) {
  const [q, setQ] = useState("");
  const [sort, setSort] = useState<ProjectListFilter["sort"]>("activity");
  const [isNewOpen, setIsNewOpen] = useState(false);
  const filter = { q: useDeferredValue(q), sort };
  // What tasks and agents do in a project is no event of the project's own.
  const list = useInfiniteQuery({ ...projectQueries.list(filter), refetchInterval: 10_000 });
  const projects = useMemo(() => list.data?.pages.flatMap((page) => page.items) ?? [], [list.data]);
  const actions = useMemo(
    () => [{ id: "project.create", label: "New project", icon: Plus, run: () => setIsNewOpen(true) }],
    [],
  );
  useCommandActions(actions);

  const isFiltered = q.trim() !== "";
  const isEmpty = list.isSuccess && projects.length === 0 && !isFiltered && !list.isPlaceholderData;
  // Who was quicker than the list goes on in the dialog.
  if (isEmpty && !isNewOpen) {
    return (
      <PageBody>
        <FirstSteps first={firstSteps} />
        <FirstProject />
      </PageBody>
    );
  }
  return (
    <PageBody>
      <FirstSteps first={firstSteps} />
      <PageHeader
        title="Projects"
        count={list.data && !isFiltered && !list.hasNextPage ? projects.length : undefined}
        actions={
          <Button variant="primary" onClick={() => setIsNewOpen(true)}>
            <Plus />
            New project
          </Button>
        }
      />
      <div className="mb-4 flex items-center gap-2">
        <InputGroup
          type="search"
          aria-label="Filter by name or branch"
          placeholder="Filter by name or branch"
          value={q}
          onChange={(event) => setQ(event.target.value)}
          before={<Search />}
          frameClassName="w-70 max-md:flex-1"
        />
        <Button
          onClick={() => setSort(sort === "activity" ? "name" : "activity")}
          title={sort === "activity" ? "Sort by name" : "Sort by last activity"}
        >
          <ArrowUpDown />
          {sort === "activity" ? "Last activity" : "Name"}
        </Button>
        <span className="ml-auto text-muted-foreground text-xs max-md:hidden">{runningLine(projects)}</span>
      </div>
      {list.isPending ? (
        <LoadingCards label="Loading projects" />
      ) : list.isError && projects.length === 0 ? (
        <ErrorView
          title="Projects could not be listed"
          error={list.error}
          onRetry={() => void list.refetch()}
        />
      ) : projects.length === 0 ? (
        <EmptyView
          icon={SearchX}
          title="No project matches"
          actions={<Button onClick={() => setQ("")}>Show all projects</Button>}
        >
          Names, short names and default branches are searched.
        </EmptyView>
      ) : (
        <>
          <div className={gridClasses}>
            {projects.map((project) => (
              <ProjectCard key={project.id} project={project} />
            ))}
            {!isFiltered && !list.hasNextPage && (
              <button
                type="button"
                onClick={() => setIsNewOpen(true)}
                className="flex min-h-44 flex-col items-center justify-center gap-2 rounded-lg border border-dashed font-medium text-muted-foreground hover:bg-muted"
              >
                <Plus />
                New project
              </button>
            )}
          </div>
          {list.hasNextPage && (
            <LoadMore isLoading={list.isFetchingNextPage} onLoadMore={() => void list.fetchNextPage()} />
          )}
        </>
      )}
      <NewProjectDialog isOpen={isNewOpen} onOpenChange={setIsNewOpen} />
    </PageBody>
  );
}

function runningLine(projects: readonly ProjectView[]): string {
  const running = projects.filter(({ workspace }) => workspace?.state === "running").length;
  return running === 0 ? "" : `${countOf(running, "workspace")} running`;
}
