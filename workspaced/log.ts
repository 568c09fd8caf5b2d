export type LogLevel = "info" | "warn" | "error";

/** One JSON line a message on standard error. Never give it tokens, headers or file contents. */
export type Log = (level: LogLevel, message: string, fields?: Record<string, unknown>) => void;

export const logToStderr: Log = (level, message, fields = {}) => {
  const line = { time: new Date().toISOString(), level, message, ...fields };
  process.stderr.write(`${JSON.stringify(line, shorten)}\n`);
};

function shorten(_key: string, value: unknown): unknown {
  if (!(value instanceof Error)) return value;
  return { name: value.name, message: value.message, stack: value.stack, cause: value.cause };
}
