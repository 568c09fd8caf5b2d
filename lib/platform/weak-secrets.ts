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
