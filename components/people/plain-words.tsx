import { InlineCode } from "#components/shared/inline-code.tsx";

/** A sentence of ours, in which what stands between backticks is something to type. */
export function PlainWords({ text }: { text: string }) {
  return text.split("`").map((part, index) =>
    index % 2 === 1 ? (
      <InlineCode key={part} className="whitespace-nowrap">
        {part}
      </InlineCode>
    ) : (
      part
    ),
  );
}
