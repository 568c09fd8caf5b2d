/** What is typed into quick open: part of a path and, behind a colon, a line. */
export function parseQuickOpen(typed: string): { q: string; line: number | null } {
  const found = /^(.*?):(\d*)(?::\d*)?$/.exec(typed.trim());
  const line = Number(found?.[2] ?? 0);
  return { q: (found?.[1] ?? typed).trim(), line: Number.isSafeInteger(line) && line > 0 ? line : null };
}
