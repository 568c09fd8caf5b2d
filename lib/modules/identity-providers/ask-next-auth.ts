import type { NextApiRequest, NextApiResponse } from "next";
import NextAuth, { type AuthOptions } from "next-auth";

/** What next-auth reads of a request, and nothing else: no header of a client gets as far. */
export interface Asked {
  method: "GET" | "POST";
  action: "csrf" | "signin" | "callback";
  providerId?: string;
  query?: Record<string, string>;
  body?: Record<string, string>;
  cookies: Record<string, string>;
}

export interface Answered {
  /** Where it would lead, when it leads anywhere. */
  location: string | null;
  cookies: string[];
  body: unknown;
}

/** Asks next-auth by the door that it has for handlers of this shape, and gives what it would have answered. */
export async function askNextAuth(options: AuthOptions, asked: Asked): Promise<Answered> {
  const { method, action, providerId, query = {}, body = {}, cookies } = asked;
  const answered: Answered = { location: null, cookies: [], body: null };
  const nextauth = providerId === undefined ? [action] : [action, providerId];
  const request = { method, query: { ...query, nextauth }, body, cookies, headers: {} };
  await NextAuth(request as unknown as NextApiRequest, recorder(answered), options);
  return answered;
}

/** The few things that next-auth does to a response, written down. */
function recorder(answered: Answered): NextApiResponse {
  const response = {
    status: () => response,
    getHeader: (name: string) => (name.toLowerCase() === "set-cookie" ? answered.cookies : undefined),
    setHeader(name: string, value: string | string[]) {
      if (name.toLowerCase() === "set-cookie") answered.cookies = [value].flat();
      if (name.toLowerCase() === "location") answered.location = String(value);
      return response;
    },
    json(body: unknown) {
      answered.body = body;
    },
    send(body: unknown) {
      answered.body = body;
    },
    end() {},
  };
  return response as unknown as NextApiResponse;
}
