import type { AgentEvent, PermissionReply } from "#lib/providers/agents/port.ts";
import { permissionEvent, questionEvent } from "./map.ts";
import type { Permission, Question, WireEvent } from "./wire.ts";

type Settlement = { reply?: PermissionReply; answers?: string[][] };

/** The asks of a session and its children. One that was settled is never opened again by a late event. */
export function createAsks(isOurs: (sessionId: string) => boolean) {
  const permissions = new Map<string, Permission>();
  const questions = new Map<string, Question>();
  const settled = new Set<string>();

  const openIds = () => [...permissions.keys(), ...questions.keys()];
  const isNew = (asked: { id: string; sessionID: string }) =>
    isOurs(asked.sessionID) && !settled.has(asked.id);

  const askPermission = (asked: Permission): AgentEvent[] => {
    if (!isNew(asked)) return [];
    permissions.set(asked.id, asked);
    return [permissionEvent(asked, null)];
  };

  const askQuestion = (asked: Question): AgentEvent[] => {
    if (!isNew(asked)) return [];
    questions.set(asked.id, asked);
    return [questionEvent(asked, null)];
  };

  const settle = (id: string, settlement: Settlement): AgentEvent[] => {
    const permission = permissions.get(id);
    const question = questions.get(id);
    settled.add(id);
    permissions.delete(id);
    questions.delete(id);
    if (permission !== undefined) return [permissionEvent(permission, { reply: settlement.reply ?? null })];
    if (question !== undefined) return [questionEvent(question, { answers: settlement.answers ?? null })];
    return [];
  };

  return {
    openIds,
    /** What is no longer listed was settled while nobody listened, or dropped by a restart. */
    reconcile: (listed: { permissions: Permission[]; questions: Question[] }): AgentEvent[] => {
      const listedIds = new Set([...listed.permissions, ...listed.questions].map((asked) => asked.id));
      const vanished = openIds().filter((id) => !listedIds.has(id));
      return [
        ...listed.permissions.flatMap(askPermission),
        ...listed.questions.flatMap(askQuestion),
        ...vanished.flatMap((id) => settle(id, {})),
      ];
    },
    apply: (event: WireEvent): AgentEvent[] => {
      switch (event.type) {
        case "permission.asked":
          return askPermission(event.properties);
        case "permission.replied":
          return settle(event.properties.requestID, { reply: event.properties.reply });
        case "question.asked":
          return askQuestion(event.properties);
        case "question.replied":
          return settle(event.properties.requestID, { answers: event.properties.answers });
        case "question.rejected":
          return settle(event.properties.requestID, {});
        default:
          return [];
      }
    },
  };
}
