/** While it should run the engine brings it back after a crash and its own restart. */
export const wanted = { Name: "unless-stopped" } as const;
/** What was stopped by us stays so; it also tells whose doing the end was. */
export const unwanted = { Name: "no" } as const;
