"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { LoadingText } from "#components/shared/loading-views.tsx";
import { PageBody } from "#components/shared/page-header.tsx";

/** Goes on to the project's first page once it is up; a redirect by the server would be lost behind its creation. */
export function OpenProject({ href }: { href: string }) {
  const router = useRouter();
  useEffect(() => router.replace(href), [router, href]);
  return (
    <PageBody>
      <LoadingText label="Opening the project" className="max-w-[640px]" />
    </PageBody>
  );
}
