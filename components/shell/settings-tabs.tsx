"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import { useEffect, useRef } from "react";
import { tabClasses } from "#components/ui/tabs.tsx";
import { cn } from "#lib/client/class-names.ts";
import { useIsAdmin } from "#lib/client/person.ts";

interface Page {
  href: string;
  label: string;
  /** Members find nothing there that they could use. */
  isForAdmins?: boolean;
}

const groups: readonly { title: string; pages: readonly Page[] }[] = [
  {
    title: "Agents",
    pages: [
      { href: "/settings", label: "Model providers" },
      { href: "/settings/spending", label: "Spending" },
    ],
  },
  {
    title: "Installation",
    pages: [
      { href: "/settings/general", label: "General", isForAdmins: true },
      { href: "/settings/limits", label: "Limits and sessions", isForAdmins: true },
      { href: "/settings/retention", label: "Retention", isForAdmins: true },
      { href: "/settings/backups", label: "Backups", isForAdmins: true },
      { href: "/settings/leftovers", label: "Leftovers", isForAdmins: true },
    ],
  },
  {
    title: "Connections",
    pages: [
      { href: "/settings/mail", label: "Mail", isForAdmins: true },
      { href: "/settings/notifications", label: "Notifications", isForAdmins: true },
      { href: "/settings/github", label: "GitHub", isForAdmins: true },
      { href: "/settings/cloudflare", label: "Cloudflare", isForAdmins: true },
      { href: "/settings/registries", label: "Image registries", isForAdmins: true },
    ],
  },
  {
    title: "Access",
    pages: [
      { href: "/settings/people", label: "People" },
      { href: "/settings/sign-in", label: "Sign-in", isForAdmins: true },
      { href: "/settings/keys", label: "API keys" },
      { href: "/settings/protection", label: "Protection rules" },
      { href: "/settings/secrets", label: "Secrets", isForAdmins: true },
    ],
  },
];

/** The pages of the settings by what they are about: a column at the side, on a phone a row above. */
export function SettingsTabs() {
  const pathname = usePathname();
  const isAdmin = useIsAdmin();
  const shown = groups
    .map(({ title, pages }) => ({ title, pages: pages.filter(({ isForAdmins }) => isAdmin || !isForAdmins) }))
    .filter(({ pages }) => pages.length > 0);
  const list = useRef<HTMLElement>(null);
  // On a phone the row is longer than the screen.
  useEffect(() => {
    const current = list.current?.querySelector(`[href="${pathname}"]`);
    current?.scrollIntoView({ block: "nearest", inline: "center" });
  }, [pathname]);
  return (
    <nav
      ref={list}
      aria-label="Settings"
      className="scrollbar-none flex flex-none gap-2 overflow-auto border-b px-2.5 md:w-52 md:flex-col md:gap-5 md:border-r md:border-b-0 md:px-3 md:py-5"
    >
      {shown.map(({ title, pages }) => (
        <div key={title} className="contents md:grid md:gap-0.5">
          <p className="px-2 pb-1 font-medium text-muted-foreground text-xs max-md:hidden">{title}</p>
          {pages.map(({ href, label }) => (
            <Link
              key={href}
              href={href}
              aria-current={pathname === href ? "page" : undefined}
              className={cn(
                tabClasses,
                "md:h-8 md:px-2 md:aria-[current=page]:bg-accent md:after:hidden md:hover:bg-accent",
              )}
            >
              {label}
            </Link>
          ))}
        </div>
      ))}
    </nav>
  );
}
