import type { NextConfig } from "next";

const config: NextConfig = {
  distDir: process.env.NEXT_DIST_DIR ?? ".next",
  poweredByHeader: false,
  reactStrictMode: true,
  devIndicators: false,
  // `npm run check` compiles the whole tree, tests included; doing it in the build again would only cost time.
  typescript: { ignoreBuildErrors: true },
  serverExternalPackages: ["postgres", "pino", "ws", "graphile-worker", "@lydell/node-pty"],
};

export default config;
