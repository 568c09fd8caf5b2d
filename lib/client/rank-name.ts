/**
 * How well names fit what was typed, from 0 (not at all) to 1: every typed word has to stand in them; best is a name that
 * begins with it, then a word of one that does.
 */
export function rankName(typed: string, names: readonly string[]): number {
  const wanted = typed.trim().toLowerCase();
  const known = names.map((name) => name.toLowerCase());
  if (known.some((name) => name.startsWith(wanted))) return 1;
  const all = known.join(" ");
  const words = wanted.split(/\s+/);
  if (!words.every((word) => all.includes(word))) return 0;
  return words.every((word) => ` ${all}`.includes(` ${word}`)) ? 0.8 : 0.5;
}
