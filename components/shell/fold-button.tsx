"use client";

import { useEffect } from "react";
import { sidebarKey } from "#lib/client/boot-script.ts";
import { isKeyTaken } from "#lib/client/key-taken.ts";

function toggleSidebar(): void {
  const root = document.documentElement;
  const isFolded = root.dataset.sidebar !== "folded";
  if (isFolded) root.dataset.sidebar = "folded";
  else delete root.dataset.sidebar;
  try {
    localStorage.setItem(sidebarKey, isFolded ? "folded" : "open");
  } catch {
    // Storage is forbidden: the choice lasts as long as the page.
  }
}

/** The edge of the side bar folds it to icons and back; so does `[`. */
export function FoldButton() {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== "[" || isKeyTaken(event)) return;
      event.preventDefault();
      toggleSidebar();
    };
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, []);
  return (
    <button
      type="button"
      aria-label="Fold or unfold the side bar"
      aria-keyshortcuts="["
      title="Fold or unfold ( [ )"
      onClick={toggleSidebar}
      className="absolute inset-y-0 -right-1.5 z-20 w-3 cursor-col-resize after:absolute after:inset-y-0 after:left-1/2 after:w-px after:transition-colors after:duration-fast hover:after:bg-border-strong focus-visible:outline-none focus-visible:after:w-0.5 focus-visible:after:bg-ring"
    />
  );
}
