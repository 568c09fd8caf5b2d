/** What one answer may take of a model's context, about; and what a single text in it may. */
const charactersMax = 60_000;
const textMaxes = [12_000, 3_000, 600];
const itemsMaxes = [500, 60, 15];

type Content = Record<string, unknown>;

/** The content as it is where it is small, else with long texts and lists cut until it fits; each cut says what is gone. */
export function shorten(content: Content): { text: string; value: Content } {
  const plain: Content = JSON.parse(JSON.stringify(content));
  let value = plain;
  let text = JSON.stringify(value);
  for (const [step, textMax] of textMaxes.entries()) {
    if (text.length <= charactersMax) break;
    const itemsMax = itemsMaxes[step] ?? 0;
    value = Object.fromEntries(
      Object.entries(plain).map(([name, part]) => [name, cut(part, textMax, itemsMax)]),
    );
    text = JSON.stringify(value);
  }
  return { text, value };
}

function cut(value: unknown, textMax: number, itemsMax: number): unknown {
  if (typeof value === "string") {
    if (value.length <= textMax) return value;
    return `${value.slice(0, textMax).toWellFormed()}… (${value.length - textMax} more characters)`;
  }
  if (Array.isArray(value)) {
    const kept = value.slice(0, itemsMax).map((item) => cut(item, textMax, itemsMax));
    const left = value.length - kept.length;
    return left > 0 ? [...kept, `… (${left} more; ask for fewer, or for a narrower part)`] : kept;
  }
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [name, cut(part, textMax, itemsMax)]),
  );
}
