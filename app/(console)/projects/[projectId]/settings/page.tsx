import type { Metadata } from "next";
import { ProjectSettings } from "#components/projects/project-settings.tsx";

export const metadata: Metadata = { title: "Project settings" };

interface SettingsPageProps {
  params: Promise<{ projectId: string }>;
}

export default async function SettingsPage({ params }: SettingsPageProps) {
  return <ProjectSettings projectId={(await params).projectId} />;
}
