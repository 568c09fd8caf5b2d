"use client";

import { useId } from "react";
import { CopyButton } from "#components/shared/copy-button.tsx";
import { Tabs, TabsContent, TabsList, TabsTrigger } from "#components/ui/tabs.tsx";
import type { KeyKind } from "#lib/modules/keys/schema.ts";

interface ShownKeyProps {
  apiKey: string;
  kind: KeyKind;
}

const firstTab: Record<KeyKind, string> = { cli: "cli", agent: "mcp", service: "api" };

/** A new key, which nobody can show again, and what to do with it. */
export function ShownKey({ apiKey, kind }: ShownKeyProps) {
  const noteId = useId();
  const { origin } = window.location;
  return (
    <>
      <div className="grid gap-1.5">
        <div className="flex items-center gap-2 rounded-md border bg-muted py-1 pr-1 pl-2.5">
          <code data-slot="api-key" aria-describedby={noteId} className="min-w-0 flex-1 break-all text-xs">
            {apiKey}
          </code>
          <CopyButton text={apiKey} label="Copy the API key" />
        </div>
        <p id={noteId} className="text-muted-foreground text-xs">
          Only its hash is kept here, so this is the one time you see it.
        </p>
      </div>
      <Tabs defaultValue={firstTab[kind]}>
        <TabsList className="-mx-1 px-0" aria-label="How to use it">
          <TabsTrigger value="cli">Command line</TabsTrigger>
          <TabsTrigger value="api">API</TabsTrigger>
          <TabsTrigger value="mcp">Agent (MCP)</TabsTrigger>
        </TabsList>
        <TabsContent value="cli" className="pt-3">
          <Sample
            text={`lockkeeper login ${origin}`}
            label="Copy the command"
            note="It asks for the key, so that it stands in no history."
          />
        </TabsContent>
        <TabsContent value="api" className="pt-3">
          <Sample
            text={`curl ${origin}/api/projects \\\n  -H "Authorization: Bearer $LOCKKEEPER_KEY"`}
            label="Copy the request"
            note="With the key in the variable LOCKKEEPER_KEY."
          />
        </TabsContent>
        <TabsContent value="mcp" className="pt-3">
          <Sample
            text={mcpSample(origin)}
            label="Copy the configuration"
            note="For the agent's MCP configuration, with the key in place of lk_…"
          />
        </TabsContent>
      </Tabs>
    </>
  );
}

const mcpSample = (origin: string): string =>
  JSON.stringify(
    {
      mcpServers: {
        lockkeeper: {
          type: "http",
          url: `${origin}/api/mcp`,
          headers: { Authorization: "Bearer lk_…" },
        },
      },
    },
    null,
    2,
  );

function Sample({ text, label, note }: { text: string; label: string; note: string }) {
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-1.5">
      <div className="relative rounded-md border bg-muted">
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard */}
        <pre tabIndex={0} className="overflow-x-auto py-2 pr-9 pl-2.5 text-xs">
          {text}
        </pre>
        <CopyButton text={text} label={label} className="absolute top-1 right-1" />
      </div>
      <p className="text-muted-foreground text-xs">{note}</p>
    </div>
  );
}
