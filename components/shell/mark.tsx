import { cn } from "#lib/client/class-names.ts";

/** Lockkeeper's mark: two gates of a lock, seen from above. */
export function Mark({ className, isLarge = false }: { className?: string; isLarge?: boolean }) {
  return (
    <span
      aria-hidden="true"
      className={cn(
        "grid flex-none place-items-center bg-primary text-primary-foreground",
        isLarge ? "size-10 rounded-[10px]" : "size-6 rounded-md",
        className,
      )}
    >
      <svg
        viewBox="0 0 16 16"
        aria-hidden="true"
        className={isLarge ? "size-[26px]" : "size-4"}
        fill="none"
        stroke="currentColor"
        strokeWidth={isLarge ? 1.4 : 1.75}
        strokeLinecap="round"
        strokeLinejoin="round"
      >
        <path d="M2.5 2v12M13.5 2v12M2.5 4.5 8 8l5.5-3.5M2.5 9 8 12.5 13.5 9" />
      </svg>
    </span>
  );
}
