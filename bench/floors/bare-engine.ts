import { request } from "node:http";
import type { Duplex } from "node:stream";
import { buffer } from "node:stream/consumers";
import { z } from "zod";

/** The Engine's own API, with nothing of ours between. */
export interface BareEngine {
  /** What a container was made of, ready to be made again under another name. */
  copySpec(name: string): Promise<ContainerCopy>;
  /** Network, volume, container, start, and a shell in it up to its prompt; gives the milliseconds of all that. */
  createToPrompt(copy: ContainerCopy, name: string): Promise<number>;
  /** A stopped one's start, and a shell in it up to its prompt; gives the milliseconds of that. */
  startToPrompt(name: string): Promise<number>;
  stop(name: string): Promise<void>;
  remove(name: string): Promise<void>;
}

const Inspected = z.object({
  Config: z.record(z.string(), z.unknown()),
  HostConfig: z.record(z.string(), z.unknown()),
});
export type ContainerCopy = z.infer<typeof Inspected>;

const shell = { Cmd: ["/bin/bash"], Tty: true, AttachStdin: true, AttachStdout: true, AttachStderr: true };

export function openBareEngine(socketPath: string): BareEngine {
  async function ask(method: string, path: string, body?: unknown): Promise<unknown> {
    const text = await new Promise<string>((resolve, reject) => {
      const headers = { host: "engine", "content-type": "application/json" };
      const asking = request({ socketPath, method, path, headers }, (answer) => {
        buffer(answer).then((said) => {
          if ((answer.statusCode ?? 500) < 400) resolve(said.toString());
          else reject(new Error(`${method} ${path} was answered ${answer.statusCode}: ${said}`));
        }, reject);
      });
      asking.once("error", reject);
      asking.end(body === undefined ? undefined : JSON.stringify(body));
    });
    return text === "" ? null : JSON.parse(text);
  }
  const Made = z.object({ Id: z.string() });

  /** Ends with the first bytes of the shell that hold its prompt. */
  async function untilPrompt(execId: string): Promise<void> {
    const socket = await new Promise<Duplex>((resolve, reject) => {
      const headers = {
        host: "engine",
        "content-type": "application/json",
        connection: "Upgrade",
        upgrade: "tcp",
      };
      const asking = request({ socketPath, method: "POST", path: `/exec/${execId}/start`, headers });
      asking.once("upgrade", (_answer, upgraded, head: Buffer) => {
        if (head.length > 0) upgraded.unshift(head);
        resolve(upgraded);
      });
      asking.once("error", reject);
      asking.end(JSON.stringify({ Tty: true }));
    });
    for await (const chunk of socket) if (String(chunk).includes("$")) break;
    socket.destroy();
  }

  async function startAndAsk(container: string): Promise<void> {
    await ask("POST", `/containers/${container}/start`);
    const exec = Made.parse(await ask("POST", `/containers/${container}/exec`, shell));
    await untilPrompt(exec.Id);
  }

  return {
    copySpec: async (name) => Inspected.parse(await ask("GET", `/containers/${name}/json`)),
    async createToPrompt({ Config, HostConfig }, name) {
      const sinceMs = performance.now();
      await Promise.all([
        ask("POST", "/networks/create", { Name: name, Driver: "bridge", CheckDuplicate: true }),
        ask("POST", "/volumes/create", { Name: name }),
      ]);
      const Mounts = [{ Type: "volume", Source: name, Target: "/workspace" }];
      // Nothing of ours runs in it: what is measured is the engine.
      const idle = { Entrypoint: ["/bin/sleep"], Cmd: ["600"] };
      const body = { ...Config, ...idle, HostConfig: { ...HostConfig, NetworkMode: name, Mounts } };
      const { Id } = Made.parse(await ask("POST", `/containers/create?name=${name}`, body));
      await startAndAsk(Id);
      return performance.now() - sinceMs;
    },
    async startToPrompt(name) {
      const sinceMs = performance.now();
      await startAndAsk(name);
      return performance.now() - sinceMs;
    },
    stop: async (name) => void (await ask("POST", `/containers/${name}/stop?t=0`)),
    async remove(name) {
      await ask("DELETE", `/containers/${name}?force=1`);
      await Promise.all([ask("DELETE", `/volumes/${name}`), ask("DELETE", `/networks/${name}`)]);
    },
  };
}
