import type { Metadata } from "next";
import { readForPage } from "#app/(console)/read-for-page.ts";
import { ProjectsView } from "#components/projects/projects-view.tsx";
import { readOnboarding } from "#lib/modules/onboarding/read-onboarding.ts";

export const metadata: Metadata = { title: "Projects" };

export default async function ProjectsPage() {
  return <ProjectsView firstSteps={await readForPage(readOnboarding, {})} />;
}
