"use client";

import { RotateCw } from "lucide-react";
import { CopyButton } from "#components/shared/copy-button.tsx";
import { MessagePage } from "#components/shell/message-page.tsx";
import { Button } from "#components/ui/button.tsx";

interface ErrorPageProps {
  error: Error & { digest?: string };
  reset: () => void;
}

export default function ErrorPage({ error, reset }: ErrorPageProps) {
  return (
    <MessagePage
      title="This page could not be shown"
      actions={
        <>
          <Button variant="primary" onClick={reset}>
            <RotateCw />
            Try again
          </Button>
          <Button asChild variant="ghost">
            <a href="/projects">Go to the projects</a>
          </Button>
        </>
      }
      foot={
        error.digest && (
          <span className="inline-flex items-center gap-1">
            Error <code>{error.digest}</code>
            <CopyButton text={error.digest} label="Copy the error’s number" />
          </span>
        )
      }
    >
      What was saved stays saved.
      {error.digest && " If it fails again, the number below finds it in the server’s log."}
    </MessagePage>
  );
}
