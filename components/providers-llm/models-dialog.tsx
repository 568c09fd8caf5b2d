"use client";

import { useQuery } from "@tanstack/react-query";
import { Search } from "lucide-react";
import { useState } from "react";
import { ErrorView } from "#components/shared/error-view.tsx";
import { FormDialog } from "#components/shared/form-dialog.tsx";
import { LoadingRows } from "#components/shared/loading-views.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { InputGroup } from "#components/ui/input.tsx";
import { countOf } from "#lib/client/format.ts";
import { useCommand } from "#lib/client/run-command.ts";
import { providerQueries } from "#lib/modules/providers-llm/queries.ts";
import type { ProviderView } from "#lib/modules/providers-llm/schema.ts";

interface ModelsDialogProps {
  provider: ProviderView;
  onClose: () => void;
}

const shownMax = 100;

/** Which of a provider's models agents may be given, out of what it offers now; the first is the usual one. */
export function ModelsDialog({ provider, onClose }: ModelsDialogProps) {
  const offered = useQuery(providerQueries.models(provider.id));
  const [chosen, setChosen] = useState<readonly string[]>(provider.models);
  const [words, setWords] = useState("");
  const save = useCommand<{ id: string; models: string[] }>({
    name: "provider.configure",
    label: "Save the models",
    onDone: onClose,
  });
  const all = [...new Set([...provider.models, ...(offered.data?.items ?? [])])];
  const fitting = all.filter((name) => name.toLowerCase().includes(words.trim().toLowerCase()));
  const toggle = (name: string, isOn: boolean) =>
    setChosen(isOn ? [...chosen, name] : chosen.filter((one) => one !== name));
  return (
    <FormDialog
      title={`Models of ${provider.label}`}
      description="What is ticked is offered where a model is chosen. Runs use the usual one where nobody chose."
      button="Save the models"
      isBusy={save.isPending}
      isReady={chosen.length > 0}
      onSubmit={() => void save.run({ id: provider.id, models: [...chosen] })}
      onClose={onClose}
    >
      <div className="grid gap-3">
        <InputGroup
          aria-label="Find a model"
          before={<Search aria-hidden="true" />}
          placeholder="Find a model"
          value={words}
          onChange={(event) => setWords(event.target.value)}
          // It would save and close the dialog around.
          onKeyDown={(event) => event.key === "Enter" && event.preventDefault()}
        />
        <p role="status" className="text-muted-foreground text-xs">
          {offered.isPending && "The provider is asked…"}
          {offered.data &&
            (offered.data.error ?? `It offers ${countOf(offered.data.items.length, "model")} now.`)}
        </p>
        {offered.isError && (
          <ErrorView
            title="The provider could not be asked"
            error={offered.error}
            onRetry={() => void offered.refetch()}
          />
        )}
        {offered.isPending && all.length === 0 && <LoadingRows label="The models are loading" rows={4} />}
        {fitting.length > 0 && (
          <ul aria-label="Models" className="max-h-72 divide-y divide-border overflow-auto rounded-md border">
            {fitting.slice(0, shownMax).map((name) => (
              <ModelRow
                key={name}
                name={name}
                isChosen={chosen.includes(name)}
                isUsual={chosen[0] === name}
                onToggle={(isOn) => toggle(name, isOn)}
                onUse={() => setChosen([name, ...chosen.filter((one) => one !== name)])}
              />
            ))}
          </ul>
        )}
        {fitting.length > shownMax && (
          <p className="text-muted-foreground text-xs">
            {countOf(fitting.length - shownMax, "more model")} fit; type more of the name.
          </p>
        )}
        {all.length > 0 && fitting.length === 0 && (
          <p className="text-muted-foreground">No model is called so.</p>
        )}
      </div>
    </FormDialog>
  );
}

interface ModelRowProps {
  name: string;
  isChosen: boolean;
  isUsual: boolean;
  onToggle: (isOn: boolean) => void;
  onUse: () => void;
}

function ModelRow({ name, isChosen, isUsual, onToggle, onUse }: ModelRowProps) {
  return (
    <li className="flex min-h-9 items-center gap-2.5 px-3">
      <Checkbox
        aria-label={name}
        checked={isChosen}
        onCheckedChange={(checked) => onToggle(checked === true)}
      />
      <span className="min-w-0 flex-1 truncate font-mono text-xs">{name}</span>
      {isUsual && <Badge variant="good">Usual</Badge>}
      {isChosen && !isUsual && (
        <Button size="xs" variant="ghost" aria-label={`Make ${name} the usual one`} onClick={onUse}>
          Make usual
        </Button>
      )}
    </li>
  );
}
