const tails = new Map<string, Promise<unknown>>();

/** Runs `work` after all earlier work with the same key: between a look and the change that rests on it, nobody else may. */
export async function inTurn<Result>(key: string, work: () => Promise<Result>): Promise<Result> {
  const before = tails.get(key) ?? Promise.resolve();
  const mine = before.then(work, work);
  tails.set(key, mine);
  try {
    return await mine;
  } finally {
    if (tails.get(key) === mine) tails.delete(key);
  }
}
