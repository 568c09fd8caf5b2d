import type { AgentEnvironment, AgentEnvironmentOptions } from "#lib/providers/agents/port.ts";
import { controlPlaneName, permissionRules } from "./permissions.ts";

/** The one provider the agent knows: our gateway. */
export const gatewayProviderId = "lockkeeper";

/** The gateway's token stands in the environment, and the config names the variable: a dumped config shows no token. */
const tokenVariable = "LOCKKEEPER_GATEWAY_TOKEN";

/** The same for the key to the control plane. */
const keyVariable = "LOCKKEEPER_AGENT_KEY";

const contextTokens = 200_000;
const outputTokensDefault = 32_000;

/** Both packages are part of the binary: nothing is fetched. */
const packageByProtocol = { openai: "@ai-sdk/openai-compatible", anthropic: "@ai-sdk/anthropic" } as const;

/**
 * `gateway.baseUrl` ends where `/chat/completions` or `/messages` begins, usually in `/v1`. Whoever starts OpenCode
 * (workspaced/agents/launch.ts) adds its homes, its shell, and what keeps it off the network.
 */
export function renderAgentEnvironment(options: AgentEnvironmentOptions): AgentEnvironment {
  return {
    env: {
      OPENCODE_CONFIG_CONTENT: JSON.stringify(renderConfig(options)),
      [tokenVariable]: options.gateway.token,
      ...(options.controlPlane ? { [keyVariable]: options.controlPlane.key } : {}),
      // What a model may answer at once is bounded by this as well as by the config.
      OPENCODE_EXPERIMENTAL_OUTPUT_TOKEN_MAX: String(options.maxTokens ?? outputTokensDefault),
      OPENCODE_ENABLE_QUESTION_TOOL: "1",
      OPENCODE_DISABLE_EMBEDDED_WEB_UI: "1",
      OPENCODE_PURE: "1",
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
    permission: permissionRules({ ...options, isReadOnly: options.isReview ?? false }),
    agent: { build: agent },
    ...(options.controlPlane
      ? { mcp: { [controlPlaneName]: renderControlPlane(options.controlPlane) } }
      : {}),
    // A repository's own config is not read, and its AGENTS.md with it: whoever wants that names the file.
    instructions: options.instructionFiles ?? [],
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

/** Its tools are called `lockkeeper_…`. Without a key of its own, nobody could sign in to it: OAuth is never tried. */
const renderControlPlane = ({ url }: NonNullable<AgentEnvironmentOptions["controlPlane"]>) => ({
  type: "remote",
  url,
  headers: { Authorization: `Bearer {env:${keyVariable}}` },
  oauth: false,
  enabled: true,
});

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
