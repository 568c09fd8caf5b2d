"use client";

import { useEffect, useRef } from "react";
import { Button } from "#components/ui/button.tsx";

interface LoadMoreProps {
  isLoading: boolean;
  onLoadMore: () => void;
}

/** The end of a list that has more: loads as soon as it comes into sight, and by its button. */
export function LoadMore({ isLoading, onLoadMore }: LoadMoreProps) {
  const end = useRef<HTMLDivElement>(null);
  const load = useRef(onLoadMore);

  useEffect(() => {
    load.current = onLoadMore;
  }, [onLoadMore]);

  useEffect(() => {
    const element = end.current;
    if (!element || isLoading) return;
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) load.current();
      },
      { rootMargin: "400px" },
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, [isLoading]);

  return (
    <div ref={end} className="grid place-items-center p-3">
      <Button variant="ghost" size="sm" isBusy={isLoading} onClick={onLoadMore}>
        {isLoading ? "Loading more" : "Load more"}
      </Button>
    </div>
  );
}
