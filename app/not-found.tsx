import type { Metadata } from "next";
import Link from "next/link";
import { MessagePage } from "#components/shell/message-page.tsx";
import { Button } from "#components/ui/button.tsx";

export const metadata: Metadata = { title: "Not found" };

export default function NotFound() {
  return (
    <MessagePage
      title="There is no such page"
      actions={
        <Button asChild variant="primary">
          <Link href="/projects">Go to the projects</Link>
        </Button>
      }
    >
      It may have been deleted or renamed, or you may not see it.
    </MessagePage>
  );
}
