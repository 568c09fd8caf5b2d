import type { NextRequest } from "next/server";
import NextAuth from "next-auth";
import { nextAuthOptions } from "#lib/platform/auth/next-auth-options.ts";
import { platformOfProcess } from "#lib/platform/platform.ts";
import { publicAddress } from "#lib/platform/public-address.ts";

interface Context {
  params: Promise<{ nextauth: string[] }>;
}

async function handle(request: NextRequest, context: Context): Promise<Response> {
  const platform = await platformOfProcess();
  // next-auth takes its own address from this variable alone.
  process.env.NEXTAUTH_URL ??= publicAddress(platform.environment);
  return NextAuth(request, context, nextAuthOptions(platform));
}

export { handle as GET, handle as POST };
