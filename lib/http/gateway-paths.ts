/**
 * What asks a model, in the words of OpenAI's and Anthropic's APIs. The real key opens more (files, batches, keys of
 * the organization), and none of that is a run's business.
 */
export const gatewayPaths = [
  "chat/completions",
  "completions",
  "responses",
  "embeddings",
  "messages",
  "messages/count_tokens",
  "models",
] as const;
