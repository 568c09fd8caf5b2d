import { redirect } from "next/navigation";
import { projectHome } from "#components/shell/navigation.ts";

interface ProjectPageProps {
  params: Promise<{ projectId: string }>;
}

export default async function ProjectPage({ params }: ProjectPageProps) {
  redirect(projectHome((await params).projectId));
}
