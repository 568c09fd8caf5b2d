/** What somebody reads whose invitation does not open, and the way on. */

export type InvitationFault = "unknown" | "used" | "expired" | "revoked";

const askAgain = "Ask who invited you for a new one.";

export const invitationRefusals: Record<InvitationFault, string> = {
  unknown: `This invitation is not valid. Open the whole link; if that does not help: ${askAgain}`,
  used: `This invitation has been used, and it works once. If that was you, sign in. ${askAgain}`,
  expired: `This invitation has expired. ${askAgain}`,
  revoked: `This invitation was taken back. ${askAgain}`,
};

interface Found {
  isUsed: boolean;
  isRevoked: boolean;
  isExpired: boolean;
}

/** What is wrong with an invitation as it was found; null when it opens. */
export function invitationFault(found: Found | undefined): InvitationFault | null {
  if (!found) return "unknown";
  if (found.isUsed) return "used";
  if (found.isRevoked) return "revoked";
  return found.isExpired ? "expired" : null;
}

/** Whether nobody but who sits at the server could open it. */
export const isOfThisMachine = (address: string): boolean => {
  const { hostname } = new URL(address);
  return hostname === "localhost" || hostname.endsWith(".localhost") || /^127\.|^\[::1\]$/.test(hostname);
};

/** The link at the address that it is shown at, where that opens elsewhere and the server knows no such address. */
export function linkFor(link: string, origin: string): string {
  if (!isOfThisMachine(link) || isOfThisMachine(origin)) return link;
  const { pathname, search } = new URL(link);
  return `${origin}${pathname}${search}`;
}
