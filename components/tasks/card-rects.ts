import type { TaskStatus } from "#lib/modules/tasks/schema.ts";

/** How far below its upper edge a card that the keyboard carries is held. */
export const gripPx = 24;

interface CardRect {
  id: string;
  /** Above it one is before the card, below it behind. */
  middle: number;
}

/** The cards of a column as they are drawn now, from above, without the one that is carried. */
export const cardRectsOf = (status: TaskStatus, exceptId: string): CardRect[] =>
  [...document.querySelectorAll<HTMLElement>(`[data-column=${status}] [data-card]`)].flatMap((element) => {
    const id = element.dataset.card;
    if (id === undefined || id === exceptId) return [];
    const { top, height } = element.getBoundingClientRect();
    return { id, middle: top + height / 2 };
  });
