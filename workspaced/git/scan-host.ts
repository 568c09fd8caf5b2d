import { RequestError } from "../errors.ts";
import { HostKey, type ScanHostAnswer, type ScanHostInput } from "../protocol/git-access.ts";
import { runProgram } from "../run-program.ts";

const answerSeconds = 10;

/** The keys that an SSH host shows of itself. Throws PROVIDER_ERROR where it shows none. */
export async function scanHost({ name, port }: ScanHostInput, signal?: AbortSignal): Promise<ScanHostAnswer> {
  const args = ["-T", String(answerSeconds), "-p", String(port), "--", name];
  const deadlineMs = 3 * answerSeconds * 1000;
  const { stdout } = await runProgram("ssh-keyscan", args, { cwd: "/", deadlineMs, signal });
  const items = stdout.split("\n").flatMap((line) => {
    const [host, keyType, publicKey] = line.split(" ");
    const key = HostKey.safeParse({ host, keyType, publicKey });
    return key.success ? [key.data] : [];
  });
  if (items.length > 0) return { items };
  const message = `${name} does not answer as an SSH host on port ${port}.`;
  throw new RequestError("PROVIDER_ERROR", message, { system: "git remote" });
}
