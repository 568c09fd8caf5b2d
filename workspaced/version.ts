/** A constant and not read from package.json: the bundle runs alone in a foreign image. */
export const version = "0.1.0";
