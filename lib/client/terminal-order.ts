/** The tabs as a person arranged them; terminals that the order does not know come last, as they are. */
export function inOrder<Item extends { id: string }>(
  items: readonly Item[],
  order: readonly string[],
): Item[] {
  const place = ({ id }: Item) => {
    const at = order.indexOf(id);
    return at < 0 ? order.length : at;
  };
  return items.toSorted((one, other) => place(one) - place(other));
}

/** The order after a tab was put in the place of another; those between make room. */
export function moveTo(ids: readonly string[], id: string, overId: string): string[] {
  const to = ids.indexOf(overId);
  const rest = ids.filter((other) => other !== id);
  return to < 0 || rest.length === ids.length ? [...ids] : rest.toSpliced(to, 0, id);
}

/** One place to the left (-1) or right (1). */
export function moveBy(ids: readonly string[], id: string, step: -1 | 1): string[] {
  const over = ids[ids.indexOf(id) + step];
  return over === undefined ? [...ids] : moveTo(ids, id, over);
}
