import { CopyButton } from "#components/shared/copy-button.tsx";

/** The owner's first API key, which nobody can show again. */
export function FirstKey({ apiKey }: { apiKey: string }) {
  return (
    <div className="grid gap-1.5">
      <p className="text-muted-foreground text-xs">
        Your first API key, for the command line and the API. It is shown this once; keep it like a password,
        or leave it.
      </p>
      <div className="flex items-center gap-2 rounded-md border bg-muted py-1 pr-1 pl-2.5">
        <code className="min-w-0 flex-1 break-all text-xs">{apiKey}</code>
        <CopyButton text={apiKey} label="Copy the API key" />
      </div>
    </div>
  );
}
