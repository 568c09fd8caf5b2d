"use client";

import { useDraggable } from "@dnd-kit/core";
import Link from "next/link";
import { type MouseEvent, memo } from "react";
import { CardFace } from "#components/tasks/card-face.tsx";
import { useMayChange } from "#components/tasks/may-write.ts";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { cn } from "#lib/client/class-names.ts";
import type { Card } from "#lib/modules/cards/schema.ts";

interface TaskCardProps {
  card: Card;
  href: string;
  /** The project, where cards of many stand together. */
  place: string | null;
  isOpen: boolean;
  isSelected: boolean;
  /** Some card is selected: a click selects instead of opening. */
  isSelecting: boolean;
  onSelect: (card: Card, isRange?: boolean) => void;
}

/** A card that opens its task, can be carried, and can be selected. */
export const TaskCard = memo(function TaskCard(props: TaskCardProps) {
  const { card, href, place, isOpen, isSelected, isSelecting, onSelect } = props;
  const mayChange = useMayChange()(card);
  const { setNodeRef, listeners, attributes, isDragging } = useDraggable({
    id: card.id,
    data: { card },
    disabled: !mayChange,
  });
  const onClick = (event: MouseEvent) => {
    const isRange = event.shiftKey;
    if (!mayChange || (!isRange && (!isSelecting || event.metaKey || event.ctrlKey))) return;
    event.preventDefault();
    onSelect(card, isRange);
  };
  return (
    <div className="group/card relative">
      <Link
        ref={setNodeRef}
        href={href}
        prefetch={false}
        draggable={false}
        {...(mayChange && attributes)}
        {...listeners}
        role="link"
        data-task={card.number}
        data-card={card.id}
        aria-label={`#${card.number} ${card.title}${isSelected ? ", selected" : ""}`}
        aria-current={isOpen || undefined}
        onClick={onClick}
        className={cn(
          "block touch-manipulation select-none rounded-lg border border-lane-card-border bg-lane-card px-3 py-2.5 shadow-xs transition-colors duration-fast hover:border-border-strong",
          (isOpen || isSelected) && "border-ring ring-1 ring-ring",
          isSelected && "bg-primary-soft",
          isDragging && "opacity-40",
        )}
      >
        <CardFace card={card} place={place} hasMark={isSelecting} />
      </Link>
      {mayChange && (
        <Checkbox
          checked={isSelected}
          aria-label={`Select #${card.number}`}
          tabIndex={-1}
          onClick={(event) => onSelect(card, event.shiftKey)}
          className={cn(
            "absolute top-3 left-3 transition-opacity",
            !isSelecting && "pointer-events-none opacity-0 md:group-hover/card:pointer-events-auto",
            !isSelecting && "md:group-hover/card:opacity-100",
          )}
        />
      )}
    </div>
  );
});
