import { queryOptions } from "@tanstack/react-query";
import { getJson } from "#lib/client/fetcher.ts";
import { OnboardingView } from "#lib/modules/onboarding/schema.ts";

export const onboardingQueries = {
  mine: () =>
    queryOptions({
      queryKey: ["onboarding"],
      queryFn: ({ signal }) => getJson("/api/v1/onboarding", OnboardingView, { signal }),
    }),
};
