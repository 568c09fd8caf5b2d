/** How many messages may wait for one agent: more is a mistake, and would not fit into one prompt. */
export const waitingMax = 20;

/** What the agent is told of messages that waited together, in the order in which they were said. */
export const promptOfMessages = (texts: readonly string[]): string => texts.join("\n\n");
