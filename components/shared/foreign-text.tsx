import { partsOfText } from "#lib/kernel/hidden-characters.ts";

/** A text as it stands, but what is not seen in it by its number: it could show a reader something else than is there. */
export function SeenText({ text }: { text: string }) {
  const parts = partsOfText(text);
  if (parts.length === 1 && parts[0]?.number === null) return text;
  return parts.map(({ text: part, number }, index) =>
    number === null ? (
      part
    ) : (
      <span
        // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text do not move
        key={index}
        title={`A character that is not seen: ${number}`}
        className="mx-px rounded-sm border border-failure px-0.5 text-2xs text-failure"
      >
        {number}
      </span>
    ),
  );
}

/** Words that somebody else chose, within ours: they do not turn the direction of what stands beside them. */
export function ForeignText({ text }: { text: string }) {
  return (
    <bdi>
      <SeenText text={text} />
    </bdi>
  );
}
