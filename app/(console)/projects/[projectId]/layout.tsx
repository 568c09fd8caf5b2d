import type { Metadata } from "next";
import type { ReactNode } from "react";
import { readForPage } from "#app/(console)/read-for-page.ts";
import { ProjectFrame } from "#components/projects/project-frame.tsx";
import { readProject } from "#lib/modules/projects/read-project.ts";

interface ProjectLayoutProps {
  params: Promise<{ projectId: string }>;
  children: ReactNode;
}

export async function generateMetadata({ params }: Omit<ProjectLayoutProps, "children">): Promise<Metadata> {
  const project = await readForPage(readProject, { projectId: (await params).projectId });
  const name = project?.name ?? "Project";
  return { title: { default: name, template: `%s · ${name} · Lockkeeper` } };
}

export default async function ProjectLayout({ params, children }: ProjectLayoutProps) {
  return <ProjectFrame projectId={(await params).projectId}>{children}</ProjectFrame>;
}
