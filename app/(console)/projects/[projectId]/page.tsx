import { redirect } from "next/navigation";

interface ProjectPageProps {
  params: Promise<{ projectId: string }>;
}

export default async function ProjectPage({ params }: ProjectPageProps) {
  redirect(`/projects/${encodeURIComponent((await params).projectId)}/files`);
}
