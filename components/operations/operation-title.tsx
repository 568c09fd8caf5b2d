import { Link2 } from "lucide-react";
import Link from "next/link";
import { ForeignText } from "#components/shared/foreign-text.tsx";
import { projectHome } from "#components/shell/navigation.ts";
import type { OperationView } from "#lib/kernel/answer.ts";

interface OperationTitleProps {
  operation: OperationView;
  /** What is to be done, or was, in words. */
  title: string;
  /** The page's heading, or one beside a list. */
  as: "h1" | "h2";
}

/** What is to be done to what, the plain sentence of it, and the way to its project. */
export function OperationTitle({ operation: { target, sentence }, title, as: Heading }: OperationTitleProps) {
  return (
    <>
      <Heading className="font-semibold text-xl tracking-tighter [overflow-wrap:anywhere]">
        {title}{" "}
        <code className="font-medium text-lg tracking-tight">
          <ForeignText text={target.name} />
        </code>
      </Heading>
      <div className="flex flex-wrap items-center gap-x-3">
        <p className="max-w-[72ch] text-muted-foreground">{sentence}</p>
        {target.projectId && (
          <Link
            href={projectHome(target.projectId)}
            className="inline-flex items-center gap-1 text-primary-text underline-offset-3 hover:underline"
          >
            <Link2 className="size-3.5" />
            Open the project
          </Link>
        )}
      </div>
    </>
  );
}
