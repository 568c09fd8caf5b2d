import { z } from "zod";

/** The kinds of values that settings have. */

export const Usd = z
  .number({ message: "must be a number of US dollars, or null for no limit" })
  .min(0, { message: "must not be less than 0" })
  .max(1_000_000, { message: "must be at most 1,000,000" });

export const Count = (max: number, min = 1) =>
  z
    .number({ message: `must be a whole number from ${min} to ${max}` })
    .int({ message: "must be a whole number" })
    .min(min, { message: `must be at least ${min}` })
    .max(max, { message: `must be at most ${max}` });

export const Share = z
  .number({ message: "must be a share, such as 0.8" })
  .min(0.1, { message: "must be from 0.1 to 1" })
  .max(1, { message: "must be from 0.1 to 1" });

const limitRule = "must be a whole number from 0 to 10000000 (0: no limit)";
export const Limit = z
  .number({ message: limitRule })
  .int({ message: limitRule })
  .min(0, { message: limitRule })
  .max(10_000_000, { message: limitRule });

export const Switch = z.boolean({ message: "must be true or false" });

const label = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";

export const Domain = z
  .string("give a domain")
  .trim()
  .toLowerCase()
  .max(253, "must have at most 253 characters")
  .regex(new RegExp(`^${label}(?:\\.${label})+$`), "must be a domain, such as apps.example.org");

const hostRule = "must be the name or the IP address of a host, such as smtp.example.org";
export const Host = z
  .string(hostRule)
  .trim()
  .toLowerCase()
  .max(253, "must have at most 253 characters")
  .regex(/^(?:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|[0-9a-f:.]*:[0-9a-f:.]*)$/, hostRule);

export const HostList = z.array(Host, "must be a list of hosts").max(100, "must have at most 100 hosts");

export const MailAddress = z
  .email("must be an e-mail address, such as lockkeeper@example.org")
  .max(254, "must have at most 254 characters");

const originRule = "must be an http:// or https:// address without user, path or query";

/** The address of a server, without what comes behind its host. */
export const Origin = z
  .string(originRule)
  .trim()
  .max(500, "must have at most 500 characters")
  .refine((text) => {
    const url = URL.parse(text);
    if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password) return false;
    return url.pathname === "/" && !url.search && !url.hash;
  }, originRule)
  .transform((text) => new URL(text).origin);

/** One line without control characters: what stands in a header or in a protocol of lines. */
export const Line = (what: string, max = 500) =>
  z
    .string(`must be ${what}`)
    .trim()
    .min(1, "must not be empty")
    .max(max, `must have at most ${max} characters`)
    .regex(/^[^\p{Cc}\u2028\u2029]+$/u, "must be one line without control characters");

/** A token or a password as another service gave it. */
export const Token = (what: string) =>
  z
    .string(`must be ${what}`)
    .trim()
    .min(4, "must have at least 4 characters")
    .max(2_000, "must have at most 2000 characters")
    .regex(/^[\x21-\x7e]+$/, "must not hold spaces or letters beyond ASCII");

export const Digits = (what: string) =>
  z
    .string(`must be ${what}`)
    .trim()
    .regex(/^\d{1,20}$/, `must be ${what}, which is a number`);

export const PrivateKey = z
  .string("must be a private key")
  .trim()
  .max(20_000, "must have at most 20000 characters")
  .regex(
    /^-----BEGIN (?:RSA )?PRIVATE KEY-----\r?\n[A-Za-z0-9+/=\r\n]+\r?\n-----END (?:RSA )?PRIVATE KEY-----$/,
    "must be a private key in PEM, from -----BEGIN to END-----, as GitHub gives it",
  );

export const AbsolutePath = z
  .string("must be a path")
  .trim()
  .max(4_000, "must have at most 4000 characters")
  .regex(/^\/[^\p{Cc}]*$/u, "must be a path of this server that begins with /");

const repositoryRule = "must be repositories such as acme/app, or acme/* for all of an owner";
export const Repositories = z
  .array(
    z
      .string(repositoryRule)
      .trim()
      .regex(/^[\w.-]{1,100}\/(?:\*|[\w.-]{1,100})$/, repositoryRule),
    repositoryRule,
  )
  .max(200, "must have at most 200 repositories");

const registryRule = "must be the host of a registry, such as ghcr.io or registry.example.org:5000";
export const RegistryHost = z
  .string(registryRule)
  .trim()
  .toLowerCase()
  .max(260, "must have at most 260 characters")
  .regex(/^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::\d{1,5})?$/, registryRule);
