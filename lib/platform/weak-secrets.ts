/** Pure checks that refuse secrets a person typed, copied from an example or made by repeating. */

const exampleWords =
  /example|sample|change[-_ ]?me|replace[-_ ]?me|placeholder|password|lockkeeper|setup[-_ ]?token|qwerty|0123456|1234567/i;
const repeated = /^(.{1,24}?)\1+$/;

/** What is wrong with a setup token, as one sentence; undefined when it is good. */
export function setupTokenFault(token: string): string | undefined {
  const mend = "make one with: openssl rand -hex 24";
  if (token.length < 24) return `LOCKKEEPER_SETUP_TOKEN must have at least 24 characters; ${mend}`;
  const isWeak = exampleWords.test(token) || repeated.test(token) || new Set(token).size < 7;
  return isWeak ? `LOCKKEEPER_SETUP_TOKEN is an example or easy to guess; ${mend}` : undefined;
}

const exampleSecret =
  /^(?:(?:your|put|insert|enter)[-_ ].*|(?:my|the|some|an?)[-_ ](?:[a-z]+[-_ ]){0,4}(?:secret|token|password|key)|.*[-_ ]here|<.*>|\$\{.*\}|\{\{.*\}\}|x{3,}|\*{3,}|\.{3,}|(?:.*[-_ ])?(?:change|replace)[-_ ]?me(?:[-_ !].*)?|(?:example|sample|dummy|placeholder|todo|secret|token|password|null|undefined)\d{0,4})$/i;

/**
 * What is wrong with a secret that another service gave, as one sentence; undefined when it is good. How strong it is
 * was that service's to say: only what stands in the place of one is refused.
 */
export const exampleFault = (value: string, name: string): string | undefined =>
  value.trim() === "" || exampleSecret.test(value.trim())
    ? `${name} is an example and no secret; put in the one that its service gave you.`
    : undefined;

const usualPasswords = new Set(
  "postgres postgresql password passw0rd changeme changeit secret admin root test example lockkeeper 123456 12345678 123456789 qwerty".split(
    " ",
  ),
);

/**
 * What is wrong with the password in the address of a database that others can reach, as one sentence. On this machine
 * (loopback, a socket) it guards nothing from the network, and one without a password goes by other means.
 */
export function databaseFault(address: string): string | undefined {
  const url = URL.parse(address);
  if (!url || isOfThisMachine(url)) return undefined;
  const password = decodeText(url.password) || (url.searchParams.get("password") ?? "");
  const isUsual = usualPasswords.has(password.toLowerCase()) || password === decodeText(url.username);
  return password !== "" && isUsual
    ? "The password in DATABASE_URL is an example or the user's own name, and the database is not on this machine; make one with: openssl rand -hex 24, and set it with: ALTER ROLE … PASSWORD."
    : undefined;
}

function isOfThisMachine({ hostname, searchParams }: URL): boolean {
  const host = (searchParams.get("host") ?? hostname).replace(/^\[|\]$/g, "");
  return host === "" || /^(?:localhost|127(?:\.\d+){3}|::1|\/.*|%2f.*)$/i.test(host);
}

function decodeText(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The 32 bytes that a base64 or base64url text stands for; undefined when it stands for anything else. */
export function parseMasterKey(text: string): Buffer | undefined {
  const trimmed = text.trim();
  if (!/^[A-Za-z0-9+/_-]{43}=?$/.test(trimmed)) return undefined;
  const bytes = Buffer.from(trimmed, "base64");
  return bytes.length === 32 ? bytes : undefined;
}

/** What is wrong with a master key, as one sentence that begins with `origin`; undefined when it is good. */
export function masterKeyFault(key: Buffer | undefined, origin: string): string | undefined {
  const mend = "make one with: openssl rand -base64 32";
  if (!key) return `${origin} must be 32 bytes in base64; ${mend}`;
  const steps = new Set(key.map((byte, index) => byte - (key[index - 1] ?? 0)).subarray(1));
  // 32 random bytes hold about 30 different ones and are all printable once in 10^13 times.
  const isWeak = new Set(key).size < 16 || steps.size < 4 || key.every((byte) => byte >= 0x20 && byte < 0x7f);
  return isWeak ? `${origin} is an example or easy to guess; ${mend}` : undefined;
}
