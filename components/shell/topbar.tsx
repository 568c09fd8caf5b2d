"use client";

import { useQuery } from "@tanstack/react-query";
import { Menu } from "lucide-react";
import { usePathname } from "next/navigation";
import { useState } from "react";
import { NoticeBell } from "#components/notifications/notice-bell.tsx";
import { CommandMenu } from "#components/shell/command-menu.tsx";
import { crumbsOf, projectIdOf } from "#components/shell/navigation.ts";
import { SidebarContent } from "#components/shell/sidebar.tsx";
import { ThemeToggle } from "#components/shell/theme-toggle.tsx";
import { type ShellUser, UserMenu } from "#components/shell/user-menu.tsx";
import { Breadcrumb } from "#components/ui/breadcrumb.tsx";
import { Button } from "#components/ui/button.tsx";
import { Sheet, SheetContent, SheetDescription, SheetTitle, SheetTrigger } from "#components/ui/sheet.tsx";
import { shellQueries } from "#lib/client/shell-queries.ts";

interface TopbarProps {
  user: ShellUser;
  version: string;
  signOut: () => Promise<void>;
}

export function Topbar({ user, version, signOut }: TopbarProps) {
  const pathname = usePathname();
  const projectId = projectIdOf(pathname);
  const { data: projects } = useQuery(shellQueries.projects());
  const projectName = projects?.find((project) => project.id === projectId)?.name ?? null;
  return (
    <header data-slot="topbar" className="flex h-bar flex-none items-center gap-2 border-b px-4">
      <NavigationSheet version={version} />
      <Breadcrumb crumbs={crumbsOf(pathname, projectName)} />
      <CommandMenu />
      <NoticeBell />
      <ThemeToggle className="max-md:hidden" />
      <UserMenu user={user} signOut={signOut} />
    </header>
  );
}

/** The side bar of a narrow screen. */
function NavigationSheet({ version }: { version: string }) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <Sheet open={isOpen} onOpenChange={setIsOpen}>
      <SheetTrigger asChild>
        <Button variant="ghost" size="icon" aria-label="Menu" className="-ml-2 md:hidden">
          <Menu />
        </Button>
      </SheetTrigger>
      <SheetContent
        side="left"
        className="bg-sidebar text-sidebar-foreground"
        onOpenAutoFocus={(event) => {
          event.preventDefault();
          if (event.currentTarget instanceof HTMLElement) event.currentTarget.focus();
        }}
      >
        <SheetTitle className="sr-only">Navigation</SheetTitle>
        <SheetDescription className="sr-only">The pages of the project and the installation</SheetDescription>
        <SidebarContent version={version} onChoose={() => setIsOpen(false)} />
      </SheetContent>
    </Sheet>
  );
}
