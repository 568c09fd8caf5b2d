import type { Metadata } from "next";
import { TerminalsView } from "#components/terminals/terminals-view.tsx";

export const metadata: Metadata = { title: "Terminal" };

/** What runs in a terminal is asked of the workspace itself, so there is nothing to hydrate. */
export default function TerminalPage() {
  return <TerminalsView />;
}
