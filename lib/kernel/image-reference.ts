import { z } from "zod";

const component = "[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*";
const reference = new RegExp(
  `^(?:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::\\d{1,5})?/)?${component}(?:/${component})*(?::[\\w][\\w.-]{0,127})?(?:@sha256:[0-9a-f]{64})?$`,
  "i",
);

/** What engines take for the id of an image: of whatever lies on them, and not of what can be pulled by it. */
const id = /^(?:[0-9a-f]{12,64}|sha256(?:[:@].*)?)$/i;

/** The name of a container image: registry, path, tag and digest, all but the path optional. Never an image's id. */
export const ImageReference = z
  .string()
  .max(255)
  .regex(reference, { message: "must name an image, such as debian:bookworm-slim" })
  .refine((value) => !id.test(value), { message: "must be the name of an image, not its id" });
