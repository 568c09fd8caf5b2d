import { z } from "zod";

const component = "[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*";
const reference = new RegExp(
  `^(?:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::\\d{1,5})?/)?${component}(?:/${component})*(?::[\\w][\\w.-]{0,127})?(?:@sha256:[0-9a-f]{64})?$`,
  "i",
);

/** The name of a container image: registry, path, tag and digest, all but the path optional. */
export const ImageReference = z
  .string()
  .max(255)
  .regex(reference, { message: "must name an image, such as debian:bookworm-slim" });
