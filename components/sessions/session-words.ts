import type { SessionView } from "#lib/modules/sessions/schema.ts";

/** Where it was used last: the address, and whether that is near. Nobody outside is asked where an address lies. */
export function placeWords({ ip, isNear }: Pick<SessionView, "ip" | "isNear">): string {
  if (ip === null) return "From an unknown address";
  const shown = ip.replace(/^::ffff:/i, "");
  return isNear ? `This network, ${shown}` : `From ${shown}`;
}

const ways: Readonly<Record<SessionView["method"], string>> = {
  setup: "Began with the setup",
  link: "Signed in with a link",
  invitation: "Signed in with an invitation",
  provider: "Signed in with a provider",
  passkey: "Signed in with a passkey",
};

/** `Signed in with GitHub`. */
export const wayWords = ({ method, provider }: Pick<SessionView, "method" | "provider">): string =>
  method === "provider" && provider !== null ? `Signed in with ${provider}` : ways[method];
