/** What a name may have on the file systems we know. */
export const nameBytesMax = 255;

/** The start of a text that fits, never half a character. */
export function cutToBytes(text: string, bytesMax: number): string {
  let cut = text;
  while (Buffer.byteLength(cut) > bytesMax) cut = cut.slice(0, -1);
  // Not in the middle of a pair.
  return cut.isWellFormed() ? cut : cut.slice(0, -1);
}
