const inThousands = /^[1-9]\d{0,2}(,\d{3})+(\.\d*)?$/;

/**
 * What a field of an amount says: null where it is empty; what is no number is left for the server to refuse. A comma
 * parts thousands where it can, `1,000`, and else what is behind it from what is before, `2,50`.
 */
export function amountIn(text: string): number | string | null {
  const typed = text.trim();
  const given = inThousands.test(typed) ? typed.replaceAll(",", "") : typed.replace(",", ".");
  if (given === "") return null;
  const amount = Number(given);
  return Number.isFinite(amount) ? amount : given;
}

export const textOf = (amount: number | null): string => (amount === null ? "" : String(amount));

/** `November 2026`. */
export const wordsOfMonth = (month: string): string =>
  new Date(`${month}-01T00:00:00Z`).toLocaleDateString("en-GB", {
    month: "long",
    year: "numeric",
    timeZone: "UTC",
  });

/** The month before or after: `2026-11` and -1 gives `2026-10`. */
export function monthBeside(month: string, step: -1 | 1): string {
  const date = new Date(`${month}-01T00:00:00Z`);
  date.setUTCMonth(date.getUTCMonth() + step);
  return date.toISOString().slice(0, 7);
}
