"use client";

import { useQuery } from "@tanstack/react-query";
import { Pencil, Plus, Undo2 } from "lucide-react";
import { useState } from "react";
import { ErrorView } from "#components/shared/error-view.tsx";
import { LoadingRows } from "#components/shared/loading-views.tsx";
import { PriceDialog } from "#components/spending/price-dialog.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card, CardHeader, CardTitle } from "#components/ui/card.tsx";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "#components/ui/table.tsx";
import { useCommand } from "#lib/client/run-command.ts";
import { knownProviders } from "#lib/modules/providers-llm/rules.ts";
import { priceQueries } from "#lib/modules/spending/queries.ts";
import { usd } from "#lib/modules/spending/rules.ts";
import type { ModelPrice } from "#lib/modules/spending/schema.ts";

/** What models cost, for a million tokens: what admins set first, then the product's own list. */
export function PricesCard({ mayChange }: { mayChange: boolean }) {
  const prices = useQuery(priceQueries.list());
  const [editing, setEditing] = useState<ModelPrice | "new" | null>(null);
  return (
    <Card aria-labelledby="prices" className="overflow-hidden">
      <CardHeader>
        <CardTitle id="prices">Prices</CardTitle>
        <span className="truncate text-muted-foreground text-xs">US dollars for a million tokens</span>
        {mayChange && (
          <Button size="sm" className="ml-auto" onClick={() => setEditing("new")}>
            <Plus />
            Set a price
          </Button>
        )}
      </CardHeader>
      {prices.isPending && <LoadingRows label="The prices are loading" />}
      {prices.isError && (
        <ErrorView
          title="The prices could not be read"
          error={prices.error}
          onRetry={() => void prices.refetch()}
        />
      )}
      {prices.data && <PriceTable prices={prices.data} mayChange={mayChange} onEdit={setEditing} />}
      <p className="border-t px-4 py-2.5 text-muted-foreground text-xs">
        OpenRouter says itself what each call costs. What is changed here holds for calls from now on.
      </p>
      {editing && <PriceDialog price={editing === "new" ? null : editing} onClose={() => setEditing(null)} />}
    </Card>
  );
}

interface PriceTableProps {
  prices: readonly ModelPrice[];
  mayChange: boolean;
  onEdit: (price: ModelPrice) => void;
}

const number = "text-right tabular-nums";

function PriceTable({ prices, mayChange, onEdit }: PriceTableProps) {
  const clear = useCommand<{ provider: string; model: string }>({
    name: "price.clear",
    label: "Forget the price",
  });
  return (
    <Table aria-label="Prices of models">
      <TableHeader>
        <tr>
          <TableHead>Model</TableHead>
          <TableHead className="max-md:hidden">Provider</TableHead>
          <TableHead className="text-right">Input</TableHead>
          <TableHead className="text-right">Output</TableHead>
          <TableHead className="text-right max-md:hidden">Cache read</TableHead>
          <TableHead className="text-right max-md:hidden">Cache write</TableHead>
          {mayChange && (
            <TableHead>
              <span className="sr-only">Actions</span>
            </TableHead>
          )}
        </tr>
      </TableHeader>
      <TableBody>
        {prices.map((price) => {
          const { provider, model, inputUsd, outputUsd, cacheReadUsd, cacheWriteUsd, source } = price;
          return (
            <TableRow key={`${provider} ${model}`}>
              <TableCell className="w-full max-w-0 max-md:whitespace-normal max-md:py-2 max-md:[overflow-wrap:anywhere] md:truncate">
                <span className="font-mono text-xs">{model}</span>{" "}
                {source === "set" && <Badge variant="good">Set here</Badge>}
              </TableCell>
              <TableCell className="text-muted-foreground max-md:hidden">
                {knownProviders[provider].label}
              </TableCell>
              <TableCell className={number}>{usd(inputUsd)}</TableCell>
              <TableCell className={number}>{usd(outputUsd)}</TableCell>
              <TableCell className={`max-md:hidden ${number}`}>{usd(cacheReadUsd ?? inputUsd)}</TableCell>
              <TableCell className={`max-md:hidden ${number}`}>{usd(cacheWriteUsd ?? inputUsd)}</TableCell>
              {mayChange && (
                <TableCell className="text-right">
                  {source === "set" && (
                    <Button
                      variant="ghost"
                      size="icon-sm"
                      aria-label={`Forget the price of ${model} that was set here`}
                      onClick={() => void clear.run({ provider, model })}
                    >
                      <Undo2 />
                    </Button>
                  )}
                  <Button
                    variant="ghost"
                    size="icon-sm"
                    aria-label={`Change the price of ${model}`}
                    onClick={() => onEdit(price)}
                  >
                    <Pencil />
                  </Button>
                </TableCell>
              )}
            </TableRow>
          );
        })}
      </TableBody>
    </Table>
  );
}
