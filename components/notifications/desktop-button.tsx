import { useState, useSyncExternalStore } from "react";
import { Button } from "#components/ui/button.tsx";

const permissionNow = (): NotificationPermission | "none" =>
  "Notification" in window ? Notification.permission : "none";

/** Asks, at this click alone, whether the browser may say it on the desktop too. Gone once that is answered. */
export function DesktopButton() {
  const first = useSyncExternalStore(
    () => () => undefined,
    permissionNow,
    () => "none" as const,
  );
  const [answered, setAnswered] = useState<NotificationPermission | null>(null);
  const permission = answered ?? first;
  if (permission === "denied" && answered) {
    return <p className="text-muted-foreground text-xs">The browser does not allow it.</p>;
  }
  if (permission !== "default") return null;
  const ask = async () => setAnswered(await Notification.requestPermission());
  return (
    <Button variant="ghost" size="xs" onClick={ask}>
      Also tell me on the desktop
    </Button>
  );
}
