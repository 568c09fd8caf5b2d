import type { Metadata } from "next";
import { LeftoversView } from "#components/workspaces/leftovers-view.tsx";

export const metadata: Metadata = { title: "Leftovers" };

export default function LeftoversPage() {
  return <LeftoversView />;
}
