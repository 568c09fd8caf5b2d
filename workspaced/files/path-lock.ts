const tails = new Map<string, Promise<unknown>>();

/** Runs `work` after all earlier work with the same key: between comparing an ETag and renaming, nobody else may. */
export async function withPathLock<Result>(key: string, work: () => Promise<Result>): Promise<Result> {
  const before = tails.get(key) ?? Promise.resolve();
  const mine = before.then(work, work);
  tails.set(key, mine);
  try {
    return await mine;
  } finally {
    if (tails.get(key) === mine) tails.delete(key);
  }
}
