import type { Metadata } from "next";
import { Suspense } from "react";
import { AllBoardsView } from "#components/tasks/all-boards-view.tsx";

export const metadata: Metadata = { title: "All tasks" };

export default function AllBoardsPage() {
  return (
    <Suspense>
      <AllBoardsView />
    </Suspense>
  );
}
