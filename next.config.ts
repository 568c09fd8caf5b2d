import type { NextConfig } from "next";

const config: NextConfig = {
  distDir: process.env.NEXT_DIST_DIR ?? ".next",
  poweredByHeader: false,
  reactStrictMode: true,
  devIndicators: false,
  // In development Next would print the inputs of commands, keys among them, and the tokens of links.
  logging: { serverFunctions: false, incomingRequests: { ignore: [/[?&]token=/] } },
  // `npm run check` compiles the whole tree, tests included; doing it in the build again would only cost time.
  typescript: { ignoreBuildErrors: true },
  // A file is saved through a server action: 5 MiB of text and what JSON adds to it.
  experimental: { serverActions: { bodySizeLimit: "12mb" } },
  // Before anything is rendered: a redirect within the page arrives late, and takes a reader back from the page just chosen.
  redirects: async () => [
    { source: "/projects/:projectId", destination: "/projects/:projectId/board", permanent: false },
  ],
  // The drivers of runtimes are reached by queries that pages read: what they start or load by path stays outside.
  serverExternalPackages: [
    "postgres",
    "pino",
    "ws",
    "graphile-worker",
    "@lydell/node-pty",
    "dockerode",
    "esbuild",
  ],
};

export default config;
