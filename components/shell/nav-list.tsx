"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import { isCurrent, type NavigationItem } from "#components/shell/navigation.ts";
import { Count } from "#components/ui/badge.tsx";
import { Tooltip } from "#components/ui/tooltip.tsx";
import { cn } from "#lib/client/class-names.ts";

export interface NavCount {
  value: number;
  isHot: boolean;
  /** "2 held": what the number counts. */
  label: string;
}

interface NavListProps {
  label: string;
  /** Shown above the items; the list is named by `label` in any case. */
  heading?: string;
  items: readonly NavigationItem[];
  hrefOf: (item: NavigationItem) => string;
  countOf?: (item: NavigationItem) => NavCount | null;
  /** Called when an item is chosen: the sheet closes. */
  onChoose?: () => void;
}

export function NavList({ label, heading, items, hrefOf, countOf, onChoose }: NavListProps) {
  const pathname = usePathname();
  return (
    <nav aria-label={label} className="flex flex-col gap-px px-2 pt-2 last-of-type:pb-2">
      {heading && (
        <h2 className="truncate px-2 pt-2 pb-1 font-medium text-2xs text-subtle-foreground folded:md:invisible">
          {heading}
        </h2>
      )}
      {items.map((item) => {
        const href = hrefOf(item);
        const count = countOf?.(item);
        return (
          <Tooltip
            key={item.segment}
            side="right"
            isNeeded={isFolded}
            content={count ? `${item.label}, ${count.label}` : item.label}
          >
            <Link
              href={href}
              aria-current={isCurrent(pathname, href) ? "page" : undefined}
              onClick={onChoose}
              className={cn(
                "group/nav relative flex h-control-sm items-center gap-2 rounded-md px-2 transition-colors duration-fast hover:bg-sidebar-accent max-md:h-10",
                "aria-[current=page]:bg-sidebar-accent aria-[current=page]:font-medium aria-[current=page]:text-sidebar-accent-foreground",
              )}
            >
              <item.icon className="text-subtle-foreground group-aria-[current=page]/nav:text-foreground" />
              <span className="truncate folded:md:sr-only">{item.label}</span>
              {count && count.value > 0 && <NavBadge count={count} />}
            </Link>
          </Tooltip>
        );
      })}
    </nav>
  );
}

/** With the names in sight nothing has to be explained, and the sheet of a narrow screen always shows them. */
const isFolded = (): boolean =>
  document.documentElement.dataset.sidebar === "folded" && matchMedia("(min-width: 768px)").matches;

function NavBadge({ count }: { count: NavCount }) {
  return (
    <>
      <Count isHot={count.isHot} className="ml-auto folded:md:hidden" title={count.label}>
        <span aria-hidden="true">{count.value > 98 ? "99+" : count.value}</span>
        <span className="sr-only">{count.label}</span>
      </Count>
      {count.isHot && (
        <span
          aria-hidden="true"
          className="absolute top-1 right-1 hidden size-1.5 rounded-full bg-attention folded:md:block"
        />
      )}
    </>
  );
}
