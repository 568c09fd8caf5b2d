/** Whether two versions say the same in a field: lists and tables by what they hold. */
export const isSameValue = (before: unknown, after: unknown): boolean =>
  JSON.stringify(ordered(before)) === JSON.stringify(ordered(after));

function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.toSorted();
  if (value === null || typeof value !== "object") return value;
  return Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1));
}
