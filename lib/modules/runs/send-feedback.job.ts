import { sendFeedback } from "#lib/modules/runs/send-feedback.ts";
import { startAsked } from "#lib/modules/runs/start-asked.ts";
import { handler } from "#lib/operations/handler.ts";

export const runSendFeedback = handler(sendFeedback, startAsked);
