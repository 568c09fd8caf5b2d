import { toast } from "sonner";

const answerMs = 5000;

/** Whether the server answers, in whatever health; where it does not, within 5 s, the person is told. */
export async function isServerThere(): Promise<boolean> {
  try {
    await fetch("/healthz", { cache: "no-store", signal: AbortSignal.timeout(answerMs) });
    return true;
  } catch {
    const description = "This page stays. Try again when it is back.";
    toast.error("The server does not answer", { id: "server-away", description });
    return false;
  }
}
