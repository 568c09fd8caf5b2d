import { toast } from "sonner";
import { writeToClipboard } from "#components/shared/copy-button.tsx";

/** A program put text on the clipboard (OSC 52); where the browser wants a press for that, asks for one. */
export async function tellCopied(text: string): Promise<void> {
  const wasTyping = document.activeElement;
  const isWritten = await writeToClipboard(text);
  if (wasTyping instanceof HTMLElement) wasTyping.focus();
  if (isWritten) return;
  toast("A program wants to copy text", {
    action: { label: "Copy", onClick: () => void writeToClipboard(text) },
  });
}
