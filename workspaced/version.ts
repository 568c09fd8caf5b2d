import manifest from "../package.json" with { type: "json" };

/** The product's; the bundle, which runs alone in a foreign image, has it written in. */
export const version: string = manifest.version;
