import { toast } from "sonner";
import { writeToClipboard } from "#components/shared/copy-button.tsx";

const toastId = "terminal-copied";
const toldMs = 2_000;

/** A program put text on the clipboard (OSC 52): says so, for what is pasted next may be the program's. */
export async function tellCopied(text: string): Promise<void> {
  if (await write(text)) toast("A program in the terminal copied text", { id: toastId, duration: toldMs });
  else askToCopy(text, "A program wants to copy text");
}

/** The person copied what they selected. */
export async function copySelection(text: string): Promise<void> {
  if (!(await write(text))) askToCopy(text, "The browser did not let it be copied");
}

async function write(text: string): Promise<boolean> {
  const wasTyping = document.activeElement;
  const isWritten = await writeToClipboard(text);
  if (wasTyping instanceof HTMLElement) wasTyping.focus();
  return isWritten;
}

/** Where the browser wants a press for that. */
function askToCopy(text: string, words: string): void {
  toast(words, {
    id: toastId,
    action: { label: "Copy", onClick: () => void writeToClipboard(text) },
  });
}
