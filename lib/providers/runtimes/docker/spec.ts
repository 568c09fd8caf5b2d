import type { ContainerCreateOptions, HostConfig } from "dockerode";
import type { WorkspaceLimits, WorkspaceSpec } from "../port.ts";
import type { Machine } from "./context.ts";
import {
  configName,
  entrypointPath,
  homePath,
  programFolder,
  rootPath,
  volumePath,
  workId,
  workspacedPort,
} from "./layout.ts";
import { hostname, nameOf, networkOf, workspaceLabels } from "./names.ts";
import { wanted } from "./restart-policies.ts";

export const portName = `${workspacedPort}/tcp`;

/** One container for one workspace: nothing of the host, no rights, no root, bounded. */
export function toContainer(
  { installation, machine }: { installation: string; machine: Machine },
  spec: WorkspaceSpec,
  image: string,
): ContainerCreateOptions & { name: string; HostConfig: HostConfig } {
  const name = nameOf(spec.workspaceId);
  return {
    name,
    Hostname: hostname,
    Image: image,
    User: `${workId}:${workId}`,
    Entrypoint: ["/bin/sh", entrypointPath],
    Cmd: [rootPath(spec.slug)],
    WorkingDir: volumePath,
    Env: [
      `WORKSPACED_CONFIG=${programFolder}/${configName}`,
      `HOME=${homePath}`,
      "USER=work",
      "LANG=C.UTF-8",
    ],
    Labels: workspaceLabels(installation, spec),
    ExposedPorts: { [portName]: {} },
    // An image's own check would say something about another program than ours.
    Healthcheck: { Test: ["NONE"] },
    HostConfig: {
      Init: true,
      CapDrop: ["ALL"],
      SecurityOpt: ["no-new-privileges"],
      IpcMode: "private",
      RestartPolicy: wanted,
      Mounts: [{ Type: "volume", Source: name, Target: volumePath }],
      NetworkMode: networkOf(spec.projectId),
      PortBindings: { [portName]: [{ HostIp: "127.0.0.1", HostPort: "" }] },
      LogConfig: { Type: "json-file", Config: { "max-size": "10m", "max-file": "2" } },
      ...toResources(spec.limits, machine),
    },
  };
}

/** More would be all that a kernel has for everybody. */
export const processesMost = 32_768;

/** As the engine wants them, and never more than there is. Swap is counted with memory, so that the limit is one. */
export function toResources({ cpus, memoryBytes, processesMax }: WorkspaceLimits, machine: Machine) {
  const memory = Math.min(memoryBytes ?? machine.memoryBytes, machine.memoryBytes);
  return {
    NanoCpus: Math.round(Math.min(cpus ?? machine.cpus, machine.cpus) * 1e9),
    Memory: memory,
    MemorySwap: memory,
    PidsLimit: Math.min(processesMax ?? processesMost, processesMost),
  };
}
