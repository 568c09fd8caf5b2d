import { z } from "zod";
import { providerNames } from "#lib/kernel/states.ts";

export const ProviderName = z.enum(providerNames, `must be one of: ${providerNames.join(", ")}`);
export type ProviderName = z.infer<typeof ProviderName>;

const addressRule = "must be an http:// or https:// address, such as https://models.example.org/v1";

/** Ends where `/chat/completions` or `/messages` begins, usually in `/v1`; without a slash at the end. */
const BaseUrl = z
  .string(addressRule)
  .trim()
  .max(500, "at most 500 characters")
  .superRefine((text, context) => {
    const reason = addressProblem(text);
    if (reason) context.addIssue({ code: "custom", message: reason });
  })
  .transform((text) => new URL(text).href.replace(/\/+$/, ""));

/** By the form that URL gives a host: numbers as dotted quads, IPv6 short and small. */
const linkLocal =
  /^169\.254\.|^\[fe[89ab][0-9a-f]:|^\[::ffff:a9fe:|^\[fd00:ec2::254\]$|^metadata\.google\.internal\.?$/;

function addressProblem(text: string): string | null {
  const url = URL.parse(text);
  if (!url || !/^https?:$/.test(url.protocol) || !url.hostname) return addressRule;
  if (url.username || url.password)
    return "must not hold a user name or password; the key has a field of its own";
  // There a cloud gives its machines their credentials, and no model answers.
  if (linkLocal.test(url.hostname)) return "must not be a link-local address";
  return url.search || url.hash ? "must not have a query or a fragment" : null;
}

const ApiKey = z
  .string("give the key as text")
  .trim()
  .min(4, "at least 4 characters")
  .max(1000, "at most 1,000 characters")
  .regex(/^[\x21-\x7e]+$/, "a key has no spaces and no letters beyond ASCII");

export const ModelName = z
  .string("give each model as text")
  .trim()
  .min(1, "a model has a name")
  .max(200, "at most 200 characters")
  .regex(/^[\x21-\x7e]+$/, "a model's name has no spaces");

export const ConfigureProviderInput = z.object({
  id: ProviderName,
  /** Left out: the stored one stays. */
  apiKey: ApiKey.optional(),
  baseUrl: BaseUrl.optional(),
  /** The models agents may use; the first is the default. */
  models: z.array(ModelName).max(200, "at most 200 models").optional(),
  isDefault: z.boolean("must be true or false").optional(),
});
export type ConfigureProviderInput = z.infer<typeof ConfigureProviderInput>;

export const ProviderInput = z.object({ id: ProviderName });

export const ProviderCheck = z.object({
  at: z.iso.datetime(),
  durationMs: z.number(),
  /** Null when it answered. */
  error: z.string().nullable(),
});

export const ProviderView = z.object({
  id: ProviderName,
  label: z.string(),
  protocol: z.enum(["anthropic", "openai"]),
  isConfigured: z.boolean(),
  baseUrl: z.string().nullable(),
  models: z.array(z.string()),
  isDefault: z.boolean(),
  isKeySet: z.boolean(),
  /** The last four characters of the key, for admins. */
  keyHint: z.string().nullable(),
  check: ProviderCheck.nullable(),
});
export type ProviderView = z.infer<typeof ProviderView>;

export const ProviderPage = z.object({ items: z.array(ProviderView), nextCursor: z.null() });

export const DefaultProvider = z.object({ provider: ProviderView });

/** What setting a provider up is answered with. */
export const ConfiguredProvider = z.object({
  provider: ProviderView,
  /** What the provider offers, as far as it told; at most 500. */
  modelsFound: z.array(z.string()),
});
export type ConfiguredProvider = z.infer<typeof ConfiguredProvider>;

/** What a provider offers at this moment. */
export const ProviderModels = z.object({
  /** At most 500. */
  items: z.array(z.string()),
  nextCursor: z.null(),
  durationMs: z.number(),
  /** Why it gave no list, in a sentence; null when it did. */
  error: z.string().nullable(),
});
