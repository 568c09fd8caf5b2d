/**
 * What a call to the file system gives, or undefined where nothing lies at the path. Any other failure is thrown: that
 * something could not be read does not mean that it is not there.
 */
export async function unlessMissing<Found>(looking: Promise<Found>): Promise<Found | undefined> {
  try {
    return await looking;
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw error;
  }
}
