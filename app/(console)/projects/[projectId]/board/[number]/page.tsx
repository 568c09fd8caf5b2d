import type { Metadata } from "next";
import { TaskPanel } from "#components/tasks/task-panel.tsx";

interface TaskPageProps {
  params: Promise<{ projectId: string; number: string }>;
}

export async function generateMetadata({ params }: TaskPageProps): Promise<Metadata> {
  return { title: `#${(await params).number}` };
}

export default async function TaskPage({ params }: TaskPageProps) {
  const { projectId, number } = await params;
  return <TaskPanel key={number} projectId={projectId} number={Number(number)} />;
}
