import type { AgentDriver, AgentEndpoint, AgentEvent, PromptInput } from "#lib/providers/agents/port.ts";
import * as client from "./client.ts";
import { gatewayProviderId, renderAgentEnvironment } from "./config.ts";
import { followTurn } from "./follow.ts";
import { nextMessageId } from "./message-id.ts";
import { sessionRules } from "./permissions.ts";
import { createTranscript } from "./transcript.ts";

const healthDeadlineMs = 3_000;

export const openCode: AgentDriver = {
  renderEnvironment: renderAgentEnvironment,
  createMessageId,
  health: async (endpoint, deadlineMs = healthDeadlineMs) => {
    try {
      const { version } = await client.readHealth(endpoint, deadlineMs);
      return { isHealthy: true, version };
    } catch (error) {
      return { isHealthy: false, reason: error instanceof Error ? error.message : String(error) };
    }
  },
  createSession: async (endpoint, input) => {
    const session = await client.createSession(endpoint, {
      title: input.title,
      agent: "build",
      model: { id: input.model, providerID: gatewayProviderId },
      metadata: { runId: input.runId },
      permission: sessionRules({ ...input, isReadOnly: input.isReadOnly ?? false }),
    });
    return { sessionId: session.id };
  },
  prompt: sendPromptOnce,
  follow: followTurn,
  snapshot: readSnapshot,
  answerPermission: (endpoint, permissionId, answer) =>
    client.settleAsk(endpoint, `/permission/${encodeURIComponent(permissionId)}/reply`, answer),
  answerQuestion: (endpoint, questionId, answers) =>
    client.settleAsk(endpoint, `/question/${encodeURIComponent(questionId)}/reply`, { answers }),
  rejectQuestion: (endpoint, questionId) =>
    client.settleAsk(endpoint, `/question/${encodeURIComponent(questionId)}/reject`, {}),
  abort: client.abortSession,
};

async function createMessageId(endpoint: AgentEndpoint, sessionId: string): Promise<string> {
  const [session, messages] = await Promise.all([
    client.readSession(endpoint, sessionId),
    client.readMessages(endpoint, sessionId, 1),
  ]);
  return nextMessageId({
    updatedAtMs: session.time?.updated ?? 0,
    lastMessageId: messages.at(-1)?.info.id ?? null,
  });
}

async function sendPromptOnce(endpoint: AgentEndpoint, sessionId: string, input: PromptInput): Promise<void> {
  if (await client.hasMessage(endpoint, sessionId, input.messageId)) return;
  await client.sendPrompt(endpoint, sessionId, {
    messageID: input.messageId,
    parts: [{ type: "text", text: input.text }],
    ...(input.instructions === undefined ? {} : { system: input.instructions }),
    ...(input.format === undefined
      ? {}
      : { format: { type: "json_schema", schema: input.format, retryCount: 1 } }),
  });
}

async function readSnapshot(endpoint: AgentEndpoint, sessionId: string): Promise<AgentEvent[]> {
  return createTranscript(sessionId, null).reconcile(await client.readTruths(endpoint, sessionId));
}
