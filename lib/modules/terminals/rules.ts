/** The name of a terminal that nobody named: main, main-2, main-3 … */
export function nextName(taken: Iterable<string>): string {
  const names = new Set(taken);
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? "main" : `main-${number}`;
    if (!names.has(name)) return name;
  }
}

interface Row {
  id: string;
  session: string;
}

interface Session {
  name: string;
  createdAt: string;
}

/** A session younger than this may still be about to get its row. */
const settlingMs = 15_000;

/**
 * What differs between our rows and the sessions that a workspace has. `rows` must have been read before the
 * sessions were listed: a session is there before its row is, so a row without one has ended.
 */
export function differences<R extends Row, S extends Session>(
  rows: readonly R[],
  sessions: readonly S[],
  nowMs: number,
): { ended: R[]; strays: S[] } {
  const live = new Set(sessions.map((session) => session.name));
  const known = new Set(rows.map((row) => row.session));
  return {
    ended: rows.filter((row) => !live.has(row.session)),
    strays: sessions.filter(
      (session) => !known.has(session.name) && nowMs - Date.parse(session.createdAt) > settlingMs,
    ),
  };
}
