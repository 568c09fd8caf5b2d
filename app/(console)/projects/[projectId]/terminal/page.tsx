import type { Metadata } from "next";
import { TerminalsView } from "#components/terminals/terminals-view.tsx";

export const metadata: Metadata = { title: "Terminal" };

/** What runs in a terminal is asked of the workspace itself, so there is nothing to hydrate. */
export default async function TerminalPage({ params }: { params: Promise<{ projectId: string }> }) {
  const { projectId } = await params;
  return <TerminalsView projectId={projectId} />;
}
