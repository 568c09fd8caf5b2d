import {
  type AuthRequest,
  answerCsrf,
  comeBack,
  leave,
} from "#lib/modules/identity-providers/answer-auth.ts";
import { CsrfAnswer, LeaveAnswer } from "#lib/modules/identity-providers/schema.ts";
import type { Platform } from "#lib/platform/platform.ts";

/** For tests: the address of the installation whose people go to a provider and come back. */
export const testAddress = "http://localhost:3000";

type Jar = Map<string, string>;

const cookieHeader = (jar: Jar): string => [...jar].map(([name, value]) => `${name}=${value}`).join("; ");

function keep(jar: Jar, response: Response): void {
  for (const line of response.headers.getSetCookie()) {
    const [pair = "", ...attributes] = line.split(";");
    const at = pair.indexOf("=");
    const [name, value] = [pair.slice(0, at), decodeURIComponent(pair.slice(at + 1))];
    const isOver = value === "" || attributes.some((part) => /^ max-age=0$/i.test(part));
    if (isOver) jar.delete(name);
    else jar.set(name, value);
  }
}

/** A browser of tests: keeps the cookies of the installation, and each provider's own. */
export function testBrowser(platform: Platform) {
  const own: Jar = new Map();
  const request = (): AuthRequest => ({
    cookies: Object.fromEntries(own),
    cookie: cookieHeader(own),
    origin: { requestId: "test-request", ip: "192.0.2.7", userAgent: "Test browser" },
    address: testAddress,
    signal: AbortSignal.timeout(30_000),
  });
  return {
    cookies: own,
    /** Where the page would go when its button for the provider is pressed. */
    async leave(
      providerId: string,
      more: { next?: string; isToLink?: boolean; isAgain?: boolean } = {},
    ): Promise<string> {
      const csrf = await answerCsrf(platform, request());
      keep(own, csrf);
      const { csrfToken } = CsrfAnswer.parse(await csrf.json());
      const left = await leave(platform, request(), {
        providerId,
        csrfToken,
        next: "/projects",
        isToLink: false,
        isAgain: false,
        ...more,
      });
      keep(own, left);
      return LeaveAnswer.parse(await left.json()).url;
    },
    /** The same with a token of one's own making. */
    async leaveWith(providerId: string, csrfToken: string): Promise<string> {
      const left = await leave(platform, request(), {
        providerId,
        csrfToken,
        next: "/projects",
        isToLink: false,
        isAgain: false,
      });
      return LeaveAnswer.parse(await left.json()).url;
    },
    /** Comes back to where the provider sent it; where it is led on to. */
    async comeBack(url: string): Promise<string> {
      const { pathname, searchParams } = new URL(url);
      const providerId = pathname.split("/").at(-1) ?? "";
      const query = Object.fromEntries(searchParams);
      const response = await comeBack(platform, request(), { providerId, query });
      keep(own, response);
      return response.headers.get("location") ?? "";
    },
  };
}

export type TestBrowser = ReturnType<typeof testBrowser>;

/** Signs in at the page of a provider that asks who one is; the address it sends the browser back to. */
export async function continueAs(url: string, account: string): Promise<string> {
  const jar: Jar = new Map();
  let at = url;
  let answer = await go(jar, at);
  for (let hops = 0; hops < 10; hops += 1) {
    const location = answer.headers.get("location");
    if (location) {
      at = new URL(location, at).href;
      if (at.startsWith(testAddress)) return at;
      answer = await go(jar, at);
    } else {
      const { action, body } = formOf(await answer.text(), account);
      at = new URL(action, at).href;
      answer = await go(jar, at, body);
    }
  }
  throw new Error("The provider leads in a circle.");
}

async function go(jar: Jar, to: string, body?: URLSearchParams): Promise<Response> {
  const headers = { cookie: cookieHeader(jar) };
  const response = await fetch(to, {
    headers,
    redirect: "manual",
    ...(body ? { method: "POST", body } : {}),
  });
  keep(jar, response);
  return response;
}

/** What pressing the button of an account sends: of one form with a button for each, or of one form for each. */
function formOf(page: string, account: string): { action: string; body: URLSearchParams } {
  const forms = [...page.matchAll(/<form([^>]*)>([\s\S]*?)<\/form>/g)];
  const own = forms.find(([, , inside = ""]) => new RegExp(`value="${account}"`).test(inside));
  if (!own) throw new Error(`The provider offers no ${account}: ${page.slice(0, 500)}`);
  const [, head = "", inside = ""] = own;
  const [, action = ""] = /action="([^"]*)"/.exec(head) ?? [];
  const hidden = [...inside.matchAll(/<input[^>]*name="([^"]*)"[^>]*value="([^"]*)"/g)];
  const fields = hidden.map(([, name = "", value = ""]) => [name, value.replaceAll("&amp;", "&")]);
  const body = new URLSearchParams(fields);
  if (/<button name="account"/.test(inside)) body.set("account", account);
  return { action, body };
}
