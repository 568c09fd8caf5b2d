import type { ContainerCreateOptions, HostConfig } from "dockerode";
import { describe, expect, test } from "vitest";
import { newSpec } from "../contract.ts";
import { checkContainer, checkUpdate } from "./check-spec.ts";
import { nameOf } from "./names.ts";
import { wanted } from "./restart-policies.ts";
import { toContainer, toResources } from "./spec.ts";

// Of a project that is called as the database is in docker-compose.yml.
const spec = newSpec({ slug: "database", limits: { cpus: 2, memoryBytes: 2 ** 30, processesMax: 512 } });
const machine = { cpus: 4, memoryBytes: 8 * 2 ** 30 };
const installation = "0123456789abcdef";
const safe = toContainer({ installation, machine }, spec, "debian:bookworm-slim");

/** Options that the client's types do not know, or would refuse, are tried too: the gate must not rest on types. */
const onHost = (changes: object): ContainerCreateOptions => ({
  ...safe,
  HostConfig: { ...safe.HostConfig, ...changes },
});

const mount = (changes: object) => onHost({ Mounts: [{ Type: "bind", Target: "/x", ...changes }] });
const otherName = nameOf(newSpec().workspaceId);

const forbidden: [name: string, spec: ContainerCreateOptions, fault: RegExp][] = [
  ["a folder of the host, as a bind", onHost({ Binds: ["/etc:/host"] }), /folder of the host/],
  ["a volume as a bind", onHost({ Binds: [`${otherName}:/x`] }), /folder of the host/],
  ["a folder of the host, as a mount", mount({ Source: "/etc" }), /folder of the host/],
  ["a folder of the host through dots", mount({ Source: "/srv/shared/../../etc" }), /folder of the host/],
  ["the whole host", mount({ Source: "/" }), /folder of the host/],
  ["the engine's socket", mount({ Source: "/var/run/docker.sock" }), /socket/],
  ["Podman's socket", mount({ Source: "/run/podman/podman.sock" }), /socket/],
  [
    "a folder of the host as a volume's device",
    mount({
      Type: "volume",
      Source: otherName,
      VolumeOptions: {
        DriverConfig: { Name: "local", Options: { type: "none", o: "bind", device: "/etc" } },
      },
    }),
    /options of its own/,
  ],
  ["a volume that is not ours", mount({ Type: "volume", Source: "postgres-data" }), /not ours/],
  ["memory as a mount", mount({ Type: "tmpfs" }), /no volume/],
  ["a named pipe", mount({ Type: "npipe", Source: "x" }), /no volume/],
  ["another container's volumes", onHost({ VolumesFrom: ["database"] }), /another container's/],
  ["volumes without a name", { ...safe, Volumes: { "/data": {} } }, /nobody removes/],
  ["privileged", onHost({ Privileged: true }), /privileged/],
  ["the host's processes", onHost({ PidMode: "host" }), /processes/],
  ["another container's processes", onHost({ PidMode: "container:x" }), /processes/],
  ["the host's IPC", onHost({ IpcMode: "host" }), /IPC/],
  ["IPC that others can join", onHost({ IpcMode: "shareable" }), /IPC/],
  ["the host's network", onHost({ NetworkMode: "host" }), /network/],
  ["another container's network", onHost({ NetworkMode: "container:x" }), /network/],
  ["the engine's common network", onHost({ NetworkMode: "bridge" }), /network/],
  ["a further network", { ...safe, NetworkingConfig: { EndpointsConfig: { host: {} } } }, /further networks/],
  ["the host's name", onHost({ UTSMode: "host" }), /name/],
  ["the host's users", onHost({ UsernsMode: "host" }), /users/],
  ["the host's cgroup namespace", onHost({ CgroupnsMode: "host" }), /cgroup/],
  ["another parent in the cgroups", onHost({ CgroupParent: "/" }), /cgroup/],
  ["another container's cgroup", onHost({ Cgroup: "container:x" }), /cgroup/],
  ["an added capability", onHost({ CapAdd: ["SYS_ADMIN"] }), /capabilities/],
  ["kept capabilities", onHost({ CapDrop: ["NET_RAW"] }), /capabilities/],
  ["no capabilities dropped", onHost({ CapDrop: undefined }), /CapDrop/],
  ["a device", onHost({ Devices: [{ PathOnHost: "/dev/sda" }] }), /device/],
  ["a device by request", onHost({ DeviceRequests: [{ Count: -1, Capabilities: [["gpu"]] }] }), /device/],
  ["a rule for devices", onHost({ DeviceCgroupRules: ["a *:* rwm"] }), /devices/],
  ["seccomp switched off", onHost({ SecurityOpt: ["no-new-privileges", "seccomp=unconfined"] }), /security/],
  [
    "AppArmor switched off",
    onHost({ SecurityOpt: ["no-new-privileges", "apparmor=unconfined"] }),
    /security/,
  ],
  ["labels switched off", onHost({ SecurityOpt: ["no-new-privileges", "label=disable"] }), /security/],
  ["new privileges", onHost({ SecurityOpt: ["no-new-privileges:false"] }), /security/],
  ["no security options", onHost({ SecurityOpt: [] }), /security/],
  ["paths that the engine hides", onHost({ MaskedPaths: [] }), /hides/],
  ["paths that the engine protects", onHost({ ReadonlyPaths: [] }), /written/],
  ["settings of the kernel", onHost({ Sysctls: { "kernel.msgmax": "1" } }), /kernel/],
  ["another group", onHost({ GroupAdd: ["docker"] }), /group/],
  ["no end when memory runs out", onHost({ OomKillDisable: true }), /memory/],
  ["another runtime", onHost({ Runtime: "unsafe" }), /runtime/],
  ["a port for all the world", onHost({ PortBindings: { "3001/tcp": [{ HostIp: "0.0.0.0" }] } }), /beyond/],
  ["a port without an address", onHost({ PortBindings: { "3001/tcp": [{ HostPort: "80" }] } }), /beyond/],
  ["all ports", onHost({ PublishAllPorts: true }), /ports/],
  ["no init process", onHost({ Init: false }), /init/],
  ["a log that leaves the machine", onHost({ LogConfig: { Type: "gelf" } }), /log/],
  ["an unknown restart policy", onHost({ RestartPolicy: { Name: "always" } }), /restart/],
  ["no limit spoken of", onHost({ PidsLimit: undefined }), /PidsLimit/],
  ["an option that engines learn tomorrow", onHost({ HostMemoryMap: "/" }), /HostMemoryMap/],
  ["a host name of its own", { ...safe, Hostname: "database" }, /host name/],
  ["root", { ...safe, User: "0:0" }, /root/],
  ["root by name", { ...safe, User: "root" }, /root/],
  ["root's group", { ...safe, User: "1000:0" }, /root/],
  ["the image's own user", { ...safe, User: undefined }, /User/],
  ["a secret in a variable", { ...safe, Env: [...(safe.Env ?? []), "API_TOKEN=x"] }, /API_TOKEN/],
  ["a label of others", { ...safe, Labels: { "com.docker.compose.project": "x" } }, /labels/],
  ["a check of its own", { ...safe, Healthcheck: { Test: ["CMD", "x"] } }, /check/],
];

describe("the gate of containers", () => {
  test("what the driver makes passes, with limits and without", () => {
    expect(checkContainer(safe, machine)).toEqual([]);
    const unlimited = toContainer({ installation, machine }, newSpec(), "debian:bookworm-slim");
    expect(checkContainer(unlimited, machine)).toEqual([]);
    const greedy = { cpus: 64, memoryBytes: 2 ** 44, processesMax: 1_000_000 };
    for (const limits of [spec.limits, newSpec().limits, greedy])
      expect(checkUpdate(toResources(limits, machine), machine)).toEqual([]);
    expect(checkUpdate({ RestartPolicy: wanted }, machine)).toEqual([]);
  });

  test.each(forbidden)("%s is refused on create", (_name, unsafe, fault) => {
    const faults = checkContainer(unsafe, machine);
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatch(fault);
  });

  test("nothing of it is let in by an update either", () => {
    const isNothing = (value: unknown) =>
      !value || (typeof value === "object" && Object.keys(value).length === 0);
    const changes = forbidden.flatMap(([name, { HostConfig = {} }]) =>
      Object.entries(HostConfig)
        .filter(([field, value]) => value !== Reflect.get(safe.HostConfig, field) && !isNothing(value))
        .map(([field, value]) => ({ name, change: { [field]: value } as HostConfig })),
    );
    expect(changes.length).toBeGreaterThan(30);
    for (const { name, change } of changes) expect(checkUpdate(change, machine), name).toHaveLength(1);
  });

  test("no limit is none, or more than the machine has, on create and on update", () => {
    const beyond = { NanoCpus: 5e9, Memory: 2 ** 34, MemorySwap: -1, PidsLimit: 32_769 };
    for (const [name, most] of Object.entries(beyond)) {
      for (const value of [0, -1, most]) {
        expect(checkContainer(onHost({ [name]: value }), machine)).toHaveLength(1);
        expect(checkUpdate({ [name]: value }, machine)).toHaveLength(1);
      }
    }
  });
});
