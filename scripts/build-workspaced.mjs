import { build } from "esbuild";

// One file to put into any workspace; what stays outside are native parts and programs, found there at run time.
await build({
  entryPoints: ["workspaced/main.ts"],
  outfile: "dist/workspaced.mjs",
  bundle: true,
  platform: "node",
  target: "node24",
  format: "esm",
  external: ["@lydell/node-pty", "@xterm/headless", "opencode-ai"],
  // Packages written as CommonJS call `require`, which a module does not have.
  banner: {
    js: 'import { createRequire as __createRequire } from "node:module";\nconst require = __createRequire(import.meta.url);',
  },
  legalComments: "none",
  logLevel: "warning",
});
