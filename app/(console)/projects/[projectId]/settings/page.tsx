import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { ProjectSettings } from "#components/projects/project-settings.tsx";
import { sessionFromCookies } from "#lib/platform/auth/next-session.ts";

export const metadata: Metadata = { title: "Project settings" };

interface SettingsPageProps {
  params: Promise<{ projectId: string }>;
}

export default async function SettingsPage({ params }: SettingsPageProps) {
  const session = await sessionFromCookies();
  if (!session) redirect("/sign-in");
  return <ProjectSettings projectId={(await params).projectId} userId={session.user.id} />;
}
