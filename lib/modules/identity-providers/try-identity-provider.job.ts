import { openProvider } from "#lib/modules/identity-providers/open-identity.ts";
import type { TestedIdentityProvider } from "#lib/modules/identity-providers/schema.ts";
import { tryIdentityProvider } from "#lib/modules/identity-providers/try-identity-provider.ts";
import { callbackUrlOf } from "#lib/modules/identity-providers/view.ts";
import { handler } from "#lib/operations/handler.ts";
import { addressForLinks } from "#lib/platform/public-address.ts";
import { ProviderError } from "#lib/providers/errors.ts";

export const runTryIdentityProvider = handler(
  tryIdentityProvider,
  async ({ facts: { row }, platform, signal, step, close }) => {
    const address = await addressForLinks(platform.environment);
    const answer = await step("Ask the provider", async (): Promise<TestedIdentityProvider> => {
      const beginMs = performance.now();
      const ended = (error: string | null) => ({
        durationMs: Math.round(performance.now() - beginMs),
        error,
      });
      try {
        await openProvider(platform, row).tryClient(callbackUrlOf(address, row.id), signal);
        return ended(null);
      } catch (error) {
        if (error instanceof ProviderError) return ended(error.publicMessage);
        throw error;
      }
    });
    await close(async () => answer);
  },
);
