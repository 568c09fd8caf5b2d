"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import { tabClasses, tabListClasses } from "#components/ui/tabs.tsx";
import { cn } from "#lib/client/class-names.ts";

const pages = [
  { href: "/settings", label: "Model providers" },
  { href: "/settings/spending", label: "Spending" },
  { href: "/settings/keys", label: "API keys" },
  { href: "/settings/protection", label: "Protection rules" },
  { href: "/settings/notifications", label: "Notifications" },
  { href: "/settings/leftovers", label: "Leftovers" },
] as const;

export function SettingsTabs() {
  const pathname = usePathname();
  return (
    <nav aria-label="Settings" className={cn(tabListClasses, "md:px-4.5")}>
      {pages.map(({ href, label }) => (
        <Link
          key={href}
          href={href}
          aria-current={pathname === href ? "page" : undefined}
          className={tabClasses}
        >
          {label}
        </Link>
      ))}
    </nav>
  );
}
