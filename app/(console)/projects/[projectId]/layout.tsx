import type { ReactNode } from "react";
import { ProjectFrame } from "#components/projects/project-frame.tsx";

interface ProjectLayoutProps {
  params: Promise<{ projectId: string }>;
  children: ReactNode;
}

export default async function ProjectLayout({ params, children }: ProjectLayoutProps) {
  return <ProjectFrame projectId={(await params).projectId}>{children}</ProjectFrame>;
}
