import Link from "next/link";
import { Fragment } from "react";
import { cn } from "#lib/client/class-names.ts";

export interface Crumb {
  label: string;
  href?: string;
}

interface BreadcrumbProps {
  crumbs: readonly Crumb[];
  className?: string;
}

/** Where one is. On a narrow screen only the last two stay. */
export function Breadcrumb({ crumbs, className }: BreadcrumbProps) {
  const last = crumbs.length - 1;
  return (
    <nav data-slot="breadcrumb" aria-label="Breadcrumb" className={cn("min-w-0", className)}>
      <ol className="flex min-w-0 items-center gap-1.5 whitespace-nowrap text-muted-foreground">
        {crumbs.map((crumb, index) => (
          <Fragment key={`${crumb.label}:${crumb.href ?? ""}`}>
            {index > 0 && (
              <li aria-hidden="true" className={cn("text-border-strong", index < last && "max-md:hidden")}>
                /
              </li>
            )}
            <li
              className={cn(
                "truncate",
                // What is around gives way before what one looks at.
                index < last || last === 0 ? "min-w-0" : "max-w-[75%] flex-none",
                index < last - 1 && "max-md:hidden",
              )}
            >
              {index === last ? (
                <span aria-current="page" className="font-medium text-foreground">
                  {crumb.label}
                </span>
              ) : crumb.href ? (
                <Link href={crumb.href} className="hover:text-foreground max-md:py-2.5">
                  {crumb.label}
                </Link>
              ) : (
                crumb.label
              )}
            </li>
          </Fragment>
        ))}
      </ol>
    </nav>
  );
}
