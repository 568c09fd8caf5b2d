/**
 * What a call to the file system gives, or null where nothing lies at the path. Any other failure is thrown: that
 * something could not be read does not mean that it is not there.
 */
export async function unlessMissing<Found>(looking: Promise<Found>): Promise<Found | null> {
  try {
    return await looking;
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ENOENT" || code === "ENOTDIR") return null;
    throw error;
  }
}
