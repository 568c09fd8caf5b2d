import type { Metadata } from "next";
import { InboxView } from "#components/inbox/inbox-view.tsx";

export const metadata: Metadata = { title: "Inbox" };

export default function InboxPage() {
  // No boundary of its own: hydrated later than the side bar, it would find what that has read and the server had not.
  return <InboxView />;
}
