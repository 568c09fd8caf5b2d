import { gitPlaceOf } from "#workspaced/protocol/git-access.ts";

/** The address that a token for this repository is kept by; "" where it is not reached over HTTP. */
export const placeOfToken = (url: string | undefined): string => gitPlaceOf(url ?? "") ?? "";
