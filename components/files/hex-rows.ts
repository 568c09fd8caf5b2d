const bytesARow = 16;

/** `00000010  48 65 6c 6c 6f …  Hello…`, sixteen bytes a row. */
export function hexRows(bytes: Uint8Array): string[] {
  const rows: string[] = [];
  for (let at = 0; at < bytes.length; at += bytesARow) {
    const row = [...bytes.subarray(at, at + bytesARow)];
    const hex = row.map((byte) => byte.toString(16).padStart(2, "0"));
    const letters = row.map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : "."));
    const halves = `${hex.slice(0, 8).join(" ")}  ${hex.slice(8).join(" ")}`;
    rows.push(`${at.toString(16).padStart(8, "0")}  ${halves.padEnd(48)}  ${letters.join("")}`);
  }
  return rows;
}
