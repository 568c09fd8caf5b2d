import { Check, CircleX } from "lucide-react";
import { countOf, formatDuration } from "#lib/client/format.ts";
import type { ConfiguredProvider } from "#lib/modules/providers-llm/schema.ts";

/** What a provider answered when it was saved: "Answered in 640 ms, 6 models found". */
export const answerSentence = ({ provider, modelsFound }: ConfiguredProvider): string =>
  `Answered in ${inWords(provider.check?.durationMs ?? 0)}, ${countOf(modelsFound.length, "model")} found`;

const inWords = (durationMs: number): string =>
  durationMs < 1000 ? `${durationMs} ms` : formatDuration(durationMs);

export function ProviderResult({ saved }: { saved: ConfiguredProvider }) {
  const { check, models } = saved.provider;
  if (check?.error) {
    return (
      <p role="alert" className="flex gap-1.5 text-failure text-xs">
        <CircleX aria-hidden="true" className="mt-px size-3.5 flex-none" />
        <span>Saved. {check.error} Mend it and save again, or go on and do it later in Settings.</span>
      </p>
    );
  }
  return (
    <p role="status" className="flex gap-1.5 text-muted-foreground text-xs">
      <Check aria-hidden="true" className="mt-px size-3.5 flex-none text-primary-text" />
      <span>
        {answerSentence(saved)}.{models.length === 0 && " Choose the one that agents use, and save again."}
      </span>
    </p>
  );
}
