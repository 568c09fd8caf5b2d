import { Bot, Cog, KeyRound } from "lucide-react";
import type { ComponentProps } from "react";
import { cn } from "#lib/client/class-names.ts";
import type { ActorView } from "#lib/kernel/answer.ts";

interface AvatarProps extends ComponentProps<"span"> {
  name: string;
  kind?: ActorView["kind"];
  size?: "default" | "sm";
}

const icons = { agent: Bot, system: Cog, key: KeyRound } as const;

/** Who: initials for a person, a mark for an agent, a key or the system. The name stands beside it or is the title. */
export function Avatar({ name, kind = "person", size = "default", className, ...props }: AvatarProps) {
  const Icon = kind === "person" ? null : icons[kind];
  return (
    <span
      data-slot="avatar"
      aria-hidden="true"
      title={name}
      className={cn(
        "grid flex-none place-items-center border font-semibold uppercase leading-none",
        size === "sm" ? "size-5 text-[8.5px]" : "size-6 text-[9.5px]",
        kind === "agent"
          ? "rounded-md border-primary-border bg-primary-soft text-primary-text"
          : "rounded-full border-border-strong bg-accent text-muted-foreground",
        className,
      )}
      {...props}
    >
      {Icon ? <Icon className="size-3" /> : initialsOf(name)}
    </span>
  );
}

/** At most two letters; by code points, so that a name of emoji does not break. */
export function initialsOf(name: string): string {
  const words = name.split(/[\s._@-]+/u).filter((word) => word !== "");
  const letters = words.map((word) => [...word][0] ?? "");
  const last = letters.length > 1 ? (letters.at(-1) ?? "") : "";
  return `${letters[0] ?? "?"}${last}`;
}
