export { checkCloudflareToken } from "#lib/providers/checks/cloudflare/check.ts";
export { checkRegistryLogin } from "#lib/providers/checks/container-registry/check.ts";
export { checkGithubApp, checkGithubToken } from "#lib/providers/checks/github/check.ts";
