import type { Metadata } from "next";
import { OpenProject } from "#components/projects/open-project.tsx";
import { projectHref } from "#components/shell/navigation.ts";

export const metadata: Metadata = { title: "Project" };

interface ProjectPageProps {
  params: Promise<{ projectId: string }>;
}

export default async function ProjectPage({ params }: ProjectPageProps) {
  return <OpenProject href={projectHref((await params).projectId, "board")} />;
}
