import type { Metadata } from "next";
import { GitView } from "#components/git/git-view.tsx";

export const metadata: Metadata = { title: "Git" };

export default function GitPage() {
  return <GitView />;
}
