import { posix } from "node:path";
import type { AgentEnvironment, AgentEnvironmentOptions } from "#lib/providers/agents/port.ts";
import { permissionRules } from "./permissions.ts";
import { agentShell } from "./shell.ts";

/** The one provider the agent knows: our gateway. */
export const gatewayProviderId = "lockkeeper";

/** The gateway's token stands in the environment, and the config names the variable: a dumped config shows no token. */
const tokenVariable = "LOCKKEEPER_GATEWAY_TOKEN";

const contextTokens = 200_000;
const outputTokensDefault = 32_000;

/** Both packages are part of the binary: nothing is fetched. */
const packageByProtocol = { openai: "@ai-sdk/openai-compatible", anthropic: "@ai-sdk/anthropic" } as const;

/**
 * OpenCode installs a package from npm into its config folder unless that folder says that it is there. We use no plugins, so it is
 * told so: nothing is downloaded, and the first turn starts seconds earlier.
 */
const pluginLock = JSON.stringify({
  lockfileVersion: 3,
  packages: { "": { dependencies: { "@opencode-ai/plugin": "*" } } },
});

/** `gateway.baseUrl` ends where `/chat/completions` or `/messages` begins, usually in `/v1`. */
export function renderAgentEnvironment(options: AgentEnvironmentOptions): AgentEnvironment {
  const home = options.homeFolder === undefined ? null : renderHome(options.homeFolder);
  return {
    env: {
      ...home?.env,
      OPENCODE_CONFIG_CONTENT: JSON.stringify(renderConfig(options, home?.shellPath)),
      [tokenVariable]: options.gateway.token,
      OPENCODE_ENABLE_QUESTION_TOOL: "1",
      OPENCODE_DISABLE_PROJECT_CONFIG: "1",
      OPENCODE_DISABLE_AUTOUPDATE: "1",
      OPENCODE_DISABLE_SHARE: "1",
      OPENCODE_DISABLE_MODELS_FETCH: "1",
      OPENCODE_DISABLE_LSP_DOWNLOAD: "1",
      OPENCODE_DISABLE_DEFAULT_PLUGINS: "1",
      OPENCODE_DISABLE_EMBEDDED_WEB_UI: "1",
      OPENCODE_PURE: "1",
    },
    files: home?.files ?? [],
  };
}

function renderHome(homeFolder: string) {
  const inHome = (...names: string[]) => posix.join(homeFolder, ...names);
  const shellPath = inHome("shell", "bash");
  return {
    shellPath,
    env: {
      XDG_DATA_HOME: inHome("data"),
      XDG_CONFIG_HOME: inHome("config"),
      XDG_STATE_HOME: inHome("state"),
      XDG_CACHE_HOME: inHome("cache"),
    },
    files: [
      { path: shellPath, content: agentShell, mode: 0o755 },
      { path: inHome("config", "opencode", "package-lock.json"), content: pluginLock, mode: 0o644 },
      { path: inHome("config", "opencode", "node_modules", ".keep"), content: "", mode: 0o644 },
    ],
  };
}

function renderConfig(options: AgentEnvironmentOptions, shellPath: string | undefined) {
  const model = `${gatewayProviderId}/${options.model}`;
  const agent = options.temperature === undefined ? {} : { temperature: options.temperature };
  return {
    $schema: "https://opencode.ai/config.json",
    model,
    small_model: model,
    share: "disabled",
    autoupdate: false,
    permission: permissionRules({ isReadOnly: options.isReview ?? false, tools: options.tools }),
    agent: { build: agent },
    // A repository's own config is not read, and its AGENTS.md with it: whoever wants that names the file.
    instructions: options.instructionFiles ?? [],
    ...(shellPath === undefined ? {} : { shell: shellPath }),
    enabled_providers: [gatewayProviderId],
    provider: {
      [gatewayProviderId]: {
        name: "Lockkeeper gateway",
        npm: packageByProtocol[options.gateway.protocol],
        options: { baseURL: options.gateway.baseUrl, apiKey: `{env:${tokenVariable}}` },
        models: { [options.model]: renderModel(options) },
      },
    },
  };
}

function renderModel(options: AgentEnvironmentOptions) {
  return {
    name: options.model,
    tool_call: true,
    temperature: options.temperature !== undefined,
    limit: { context: contextTokens, output: options.maxTokens ?? outputTokensDefault },
    ...(options.prices === undefined ? {} : { cost: renderPrices(options.prices) }),
  };
}

function renderPrices(prices: NonNullable<AgentEnvironmentOptions["prices"]>) {
  return {
    input: prices.input,
    output: prices.output,
    cache_read: prices.cacheRead ?? 0,
    cache_write: prices.cacheWrite ?? 0,
  };
}
