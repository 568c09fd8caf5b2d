import { queryOptions } from "@tanstack/react-query";
import { getJson } from "#lib/client/fetcher.ts";
import { SettingsView } from "#lib/modules/settings/schema.ts";

export const settingQueries = {
  all: () =>
    queryOptions({
      queryKey: ["settings"],
      queryFn: ({ signal }) => getJson("/api/settings", SettingsView, { signal }),
    }),
};
