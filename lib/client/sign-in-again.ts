import type { ErrorShape } from "#lib/kernel/answer.ts";

/** True where the server would take the answer from one who has just signed in. */
export const asksToSignInAgain = ({ details }: Pick<ErrorShape, "details">): boolean =>
  details.because === "sign_in_again";
