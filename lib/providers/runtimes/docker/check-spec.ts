import type { ContainerCreateOptions, HostConfig } from "dockerode";
import type { Machine } from "./context.ts";
import { hostname } from "./names.ts";
import { unwanted, wanted } from "./restart-policies.ts";
import { processesMost } from "./spec.ts";

/**
 * The one gate of every container of ours, on create and on update: security.md's "compose and Docker options that
 * mount the host". What is not named here has to be empty, so that an option which engines learn later is refused
 * until somebody has thought about it. Pure; gives one clause for each fault, none for a safe spec.
 */

type Rule = (value: unknown) => string | null;
type Rules = Record<string, Rule>;

const anything: Rule = () => null;
const must = (isFine: (value: unknown) => boolean, fault: string): Rule => {
  return (value) => (isFine(value) ? null : fault);
};
const oneOf = (values: readonly unknown[], fault: string) => must((value) => values.includes(value), fault);
/** 0 and less would be no limit at all. */
const upTo = (most: number, what: string) =>
  must(
    (value) => typeof value === "number" && value > 0 && value <= most,
    `it has no limit of ${what}, or one beyond the machine`,
  );
const eachOf = (find: Rule): Rule => {
  return (values) =>
    listOf(values)
      .map(find)
      .find((fault) => fault !== null) ?? null;
};
const within = (rules: Rules): Rule => {
  return (value) => apply(rules, value).join("; ") || null;
};
const absent = (fault: string) => must((value) => value === undefined || value === null, fault);

const resources = ({ cpus, memoryBytes }: Machine): Rules => ({
  NanoCpus: upTo(cpus * 1e9, "processors"),
  Memory: upTo(memoryBytes, "memory"),
  MemorySwap: upTo(memoryBytes, "memory and swap"),
  PidsLimit: upTo(processesMost, "processes"),
  RestartPolicy: must(
    (value) => [wanted.Name, unwanted.Name].some((name) => name === textOf(value, "Name")),
    "its restart policy is not one of ours",
  ),
});

const hostRules = (machine: Machine): Rules => ({
  ...resources(machine),
  Init: oneOf([true], "it has no init process"),
  CapDrop: must((value) => listOf(value).includes("ALL"), "it keeps capabilities"),
  SecurityOpt: must(isConfined, "its security options give more than no-new-privileges takes"),
  IpcMode: oneOf(["private", "none"], "it shares the host's or another's IPC namespace"),
  CgroupnsMode: oneOf(["private"], "it shares the host's cgroup namespace"),
  NetworkMode: must(isOurNetwork, "it is not on a private network of its project"),
  Mounts: eachOf(faultOfMount),
  PortBindings: must(isLoopback, "it publishes a port beyond this machine"),
  LogConfig: must((value) => textOf(value, "Type") === "json-file", "its log goes elsewhere"),
  // An empty list would show what is hidden by default.
  MaskedPaths: absent("it shows what the engine hides of the host"),
  ReadonlyPaths: absent("it writes what the engine keeps from being written"),
});

/** Said of what has to be empty; the rest of the engine's options gets a sentence of its name. */
const faults: Record<string, string> = {
  Binds: "it mounts a folder of the host",
  Volumes: "it makes volumes that nobody removes",
  VolumesFrom: "it takes another container's volumes",
  Privileged: "it is privileged",
  CapAdd: "it adds capabilities",
  PidMode: "it shares the host's or another's processes",
  UTSMode: "it shares the host's name",
  UsernsMode: "it shares the host's users",
  Cgroup: "it joins another container's cgroup",
  CgroupParent: "it leaves the engine's cgroup",
  Devices: "it has a device of the host",
  DeviceRequests: "it has a device of the host",
  DeviceCgroupRules: "it may use devices of the host",
  GroupAdd: "it joins another group",
  PublishAllPorts: "it publishes all its ports",
  OomKillDisable: "it cannot be killed when memory runs out",
  OomScoreAdj: "it is spared when memory runs out",
  Sysctls: "it changes the kernel's settings",
  Runtime: "it runs on another runtime than the engine's own",
  NetworkingConfig: "it joins further networks",
};

const environmentNames = ["WORKSPACED_CONFIG", "HOME", "USER", "LANG"];

const containerRules = (machine: Machine): Rules => ({
  name: must(isOurName, "its name is not one of ours"),
  Hostname: oneOf([hostname], "its host name could be that of another service"),
  Image: anything,
  User: must(isPlainUser, "it runs as root"),
  Entrypoint: anything,
  Cmd: anything,
  WorkingDir: anything,
  // Labels and variables are shown to all who may look at the engine: no place for a secret.
  Env: eachOf(faultOfVariable),
  Labels: must(isOurLabels, "it has labels that are not ours"),
  ExposedPorts: anything,
  Healthcheck: must(
    (value) => textOf(listOf(fieldOf(value, "Test")), 0) === "NONE",
    "it has a check of its own",
  ),
  HostConfig: within(hostRules(machine)),
  abortSignal: anything,
});

const required = ["User", "HostConfig"];
const limits = ["PidsLimit", "Memory", "MemorySwap", "NanoCpus"];
const requiredOfHost = ["Init", "CapDrop", "SecurityOpt", "NetworkMode", ...limits];

/** What is unsafe about a container that is to be created on an engine of this machine. */
export function checkContainer(spec: ContainerCreateOptions, machine: Machine): string[] {
  const missing = [
    ...required.filter((name) => fieldOf(spec, name) === undefined),
    ...requiredOfHost.filter((name) => fieldOf(spec.HostConfig, name) === undefined),
  ];
  return [...missing.map((name) => `it says nothing of ${name}`), ...apply(containerRules(machine), spec)];
}

/** What is unsafe about a change to one that exists. */
export const checkUpdate = (changes: HostConfig, machine: Machine): string[] =>
  apply(resources(machine), changes);

function apply(rules: Rules, value: unknown): string[] {
  if (typeof value !== "object" || value === null) return ["it is no specification"];
  return Object.entries(value).flatMap(([name, field]) => {
    if (field === undefined) return [];
    const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
    const fault = rule ? rule(field) : isEmpty(field) ? null : (faults[name] ?? `it sets ${name}`);
    return fault === null ? [] : [fault];
  });
}

function isEmpty(value: unknown): boolean {
  if (value === null || value === false || value === "" || value === 0) return true;
  return typeof value === "object" && Object.keys(value).length === 0;
}

function faultOfMount(mount: unknown): string | null {
  const [type, source] = [textOf(mount, "Type"), textOf(mount, "Source")];
  // A volume's driver can be told to be a folder of the host.
  if (!isEmpty(fieldOf(mount, "VolumeOptions") ?? null)) return "its volume has options of its own";
  if (type === "volume") return isOurName(source) ? null : "it mounts a volume that is not ours";
  if (type !== "bind") return "it mounts something that is no volume";
  return /\.sock\/*$/.test(source) ? "it has the engine's own socket" : "it mounts a folder of the host";
}

function faultOfVariable(variable: unknown): string | null {
  const name = String(variable).split("=")[0] ?? "";
  return environmentNames.includes(name) ? null : `it has a variable ${name}, which all may read`;
}

function isConfined(value: unknown): boolean {
  const options = listOf(value);
  const confining = ["no-new-privileges", "no-new-privileges:true"];
  return options.length > 0 && options.every((option) => confining.includes(String(option)));
}

function isLoopback(value: unknown): boolean {
  const bindings = Object.values(value ?? {}).flat();
  return bindings.every((binding) => ["127.0.0.1", "::1"].includes(textOf(binding, "HostIp")));
}

function isPlainUser(value: unknown): boolean {
  const [user = 0, group = 0] = /^(\d+):(\d+)$/.exec(String(value))?.slice(1).map(Number) ?? [];
  return user > 0 && group > 0;
}

const isOurName = (value: unknown): boolean => /^lockkeeper-[0-9a-f-]{36}$/.test(String(value));
const isOurNetwork = (value: unknown): boolean => /^zz-lockkeeper-[0-9a-f-]{36}$/.test(String(value));

const isOurLabels = (value: unknown): boolean =>
  Object.keys(value ?? {}).every((name) => name.startsWith("dev.lockkeeper."));

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

function fieldOf(value: unknown, name: string | number): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}

function textOf(value: unknown, name: string | number): string {
  const field = fieldOf(value, name);
  return typeof field === "string" ? field : "";
}
