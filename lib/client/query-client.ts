import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";
import { RequestError } from "#lib/client/request-error.ts";

interface QueryClientOptions {
  /** Called when a request is refused because nobody is signed in any more. */
  onSignedOut?: () => void;
}

const retriesMax = 3;

/** Only what may pass by itself is asked again: no answer, and 502 to 504. */
const isPassing = (error: Error): boolean =>
  error instanceof RequestError && (error.status === 0 || (error.status >= 502 && error.status <= 504));

/** Live updates say what changed, so what was read stays good until then; a minute is the net below. */
export function createQueryClient({ onSignedOut }: QueryClientOptions = {}): QueryClient {
  const onError = (error: Error) => {
    if (error instanceof RequestError && error.status === 401) onSignedOut?.();
  };
  return new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: {
        staleTime: 60_000,
        retry: (failures, error) => failures < retriesMax && isPassing(error),
        retryDelay: (attempt) => Math.min(500 * 2 ** attempt, 5000),
      },
      mutations: { retry: false },
    },
  });
}
