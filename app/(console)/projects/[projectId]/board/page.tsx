import type { Metadata } from "next";

export const metadata: Metadata = { title: "Board" };

/** The board alone; the layout draws it. */
export default function BoardPage() {
  return null;
}
