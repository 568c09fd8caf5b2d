import type { AgentEnvironmentOptions } from "#lib/providers/agents/port.ts";
import { permissionRules } from "./permissions.ts";

/** The one provider the agent knows: our gateway. */
export const gatewayProviderId = "lockkeeper";

/** The gateway's token stands in the environment, and the config names the variable: a dumped config shows no token. */
const tokenVariable = "LOCKKEEPER_GATEWAY_TOKEN";

const contextTokens = 200_000;
const outputTokensDefault = 32_000;

/** Both packages are part of the binary: nothing is fetched. */
const packageByProtocol = { openai: "@ai-sdk/openai-compatible", anthropic: "@ai-sdk/anthropic" } as const;

/**
 * The environment an OpenCode server is started with, besides XDG folders and its password, which belong to whoever starts it.
 * `gateway.baseUrl` ends where `/chat/completions` or `/messages` begins, usually in `/v1`.
 */
export function renderAgentEnvironment(options: AgentEnvironmentOptions): { env: Record<string, string> } {
  return {
    env: {
      OPENCODE_CONFIG_CONTENT: JSON.stringify(renderConfig(options)),
      [tokenVariable]: options.gateway.token,
      OPENCODE_DISABLE_PROJECT_CONFIG: "1",
      OPENCODE_DISABLE_AUTOUPDATE: "1",
      OPENCODE_DISABLE_SHARE: "1",
      OPENCODE_DISABLE_MODELS_FETCH: "1",
      OPENCODE_DISABLE_LSP_DOWNLOAD: "1",
      OPENCODE_DISABLE_DEFAULT_PLUGINS: "1",
    },
  };
}

function renderConfig(options: AgentEnvironmentOptions) {
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
    ...(options.shellPath === undefined ? {} : { shell: options.shellPath }),
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
