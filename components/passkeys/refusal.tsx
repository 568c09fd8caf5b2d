import { SignInAgain, type SignInAgainProps } from "#components/passkeys/sign-in-again.tsx";
import { asksToSignInAgain } from "#lib/client/sign-in-again.ts";
import type { ErrorShape } from "#lib/kernel/answer.ts";

interface RefusalProps extends SignInAgainProps {
  error: Pick<ErrorShape, "message" | "details"> | null;
  /** What is said of it, where that is not all of its message; null where all of it stands elsewhere. */
  words?: string | null;
}

/** Why something was refused, or the ways to the fresh sign-in that it takes. */
export function Refusal({ error, words = error?.message ?? null, ...again }: RefusalProps) {
  if (error && asksToSignInAgain(error)) return <SignInAgain {...again} />;
  if (!words) return null;
  return (
    <p role="alert" className="text-failure text-xs [overflow-wrap:anywhere]">
      {words}
    </p>
  );
}
