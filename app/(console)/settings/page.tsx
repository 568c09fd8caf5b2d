import type { Metadata } from "next";
import { ProvidersView } from "#components/providers-llm/providers-view.tsx";

export const metadata: Metadata = { title: "Model providers" };

export default function SettingsPage() {
  return <ProvidersView />;
}
