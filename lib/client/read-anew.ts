import type { InvalidateQueryFilters, QueryClient } from "@tanstack/react-query";

/**
 * Reads what is shown of these queries anew, and resolves once it is there. A reading that runs goes on to its end and
 * is followed by another one: it may have looked before the change.
 */
export async function readAnew(client: QueryClient, filters: InvalidateQueryFilters): Promise<void> {
  const isReading = client.isFetching(filters) > 0;
  await client.invalidateQueries(filters, { cancelRefetch: false });
  if (isReading) await client.invalidateQueries(filters, { cancelRefetch: false });
}
