import { z } from "zod";
import { readConfig } from "./config.ts";
import { createContext } from "./context.ts";
import { logToStderr } from "./log.ts";
import { startServer } from "./server.ts";

const Mode = z.enum(["files", "sessions", "all"]);

async function main(): Promise<void> {
  const mode = Mode.parse(process.argv[2] ?? "all");
  const config = readConfig(process.env.WORKSPACED_CONFIG);
  const context = createContext(config, mode);
  const starting = startServer(context);
  let isStopping = false;
  const stop = (reason: string) => {
    if (isStopping) return;
    isStopping = true;
    logToStderr("info", "workspaced stops", { reason });
    starting.then((server) => server.close()).finally(() => process.exit(0));
  };
  context.requestExit = () => stop("asked to");
  // Before it listens: whoever finds its record may end it at once.
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
  const server = await starting;
  logToStderr("info", "workspaced listens", { host: config.host, port: server.port, mode });
}

// A broken pipe of one child or viewer must not take every terminal of the workspace with it.
process.on("uncaughtException", (error) => logToStderr("error", "uncaught", { error }));
process.on("unhandledRejection", (error) => logToStderr("error", "unhandled rejection", { error }));

main().catch((error: unknown) => {
  logToStderr("error", error instanceof Error ? error.message : "workspaced could not start");
  process.exit(1);
});
