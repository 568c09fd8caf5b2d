import { createHash } from "node:crypto";
import type { ImageInspectInfo } from "dockerode";
import type { Environment } from "#lib/platform/env.ts";
import type { FindLogin, PrepareSpec } from "../port.ts";
import { readWorkspacedBundle } from "../workspaced-bundle.ts";
import { type Build, buildImage } from "./build-image.ts";
import { type Images, rememberKind } from "./context.ts";
import type { Engine } from "./engine.ts";
import { dockerError, unlessAborted, unlessMissing } from "./failures.ts";
import { type ImageContext, readImageContext } from "./image-context.ts";
import { pullImage, withTag } from "./pull-image.ts";
import { createSharedWork } from "./share-work.ts";

export interface ImagesOptions
  extends Pick<Environment, "workspaceImage" | "workspaceBaseImage" | "mode">,
    Partial<Pick<Environment, "proxies" | "npmRegistry">> {
  engine: Engine;
  /** The network that builds run in (default: the engine's own choice). */
  buildNetwork?: string;
}

type Log = (line: string) => void;

const ignore = () => undefined;

export function createImages(options: ImagesOptions): Images {
  const { engine, workspaceImage, workspaceBaseImage, mode } = options;
  const { proxies = {}, npmRegistry } = options;
  const share = createSharedWork();
  const isPodman = rememberKind(engine);
  let reading: Promise<ImageContext> | undefined;

  /** Read once: what this process is made of does not change under it. */
  function context(): Promise<ImageContext> {
    reading ??= readImageContext(() => readWorkspacedBundle(mode)).catch((error: unknown) => {
      reading = undefined;
      throw error;
    });
    return reading;
  }

  /** With its tag: an engine takes what could be an id for one. */
  const find = (reference: string, signal?: AbortSignal) =>
    unlessMissing(unlessAborted(engine.getImage(withTag(reference)).inspect(), signal));
  const findId = async (reference: string, signal?: AbortSignal): Promise<string | undefined> =>
    (await find(reference, signal))?.Id;

  async function usualTag(): Promise<string> {
    if (workspaceImage !== undefined) return workspaceImage;
    return `lockkeeper-workspace:${shortHash((await context()).hash, workspaceBaseImage)}`;
  }

  /** By what both images are now, not by their names: `latest` may mean another one tomorrow. */
  const ownTag = async (usualId: string, ownId: string): Promise<string> =>
    `lockkeeper-workspace-own:${shortHash((await context()).hash, usualId, ownId)}`;

  async function build(plan: Omit<Build, "archive">, { log, signal }: Pick<Asker, "log" | "signal">) {
    const { archive } = await context();
    await buildImage(engine, { ...plan, archive }, log, signal);
    if ((await findId(plan.tag, signal)) === undefined)
      throw dockerError("The engine built it without an error, but kept no image of it.");
  }

  async function ensureUsual(asker: Asker): Promise<string> {
    const tag = await usualTag();
    const found = await findId(tag, asker.signal);
    if (found !== undefined) return found;
    if (workspaceImage !== undefined) await pullImage(engine, tag, asker);
    else {
      asker.log(
        `Building the image of workspaces on ${workspaceBaseImage}, which takes minutes the first time`,
      );
      const named = { BASE: workspaceBaseImage, ...(npmRegistry && { NPM_REGISTRY: npmRegistry }) };
      const args = { ...revealed(proxies), ...named };
      const plan = { dockerfile: "Dockerfile", tag, arguments: args, network: options.buildNetwork };
      await build(plan, asker);
    }
    return (await findId(tag, asker.signal)) ?? missing(tag);
  }

  async function ensureOwn(image: string, asker: Asker): Promise<void> {
    const { log, signal } = asker;
    await share(usualKey, asker, async (tell, givenUp) => {
      await ensureUsual({ ...asker, log: tell, signal: givenUp });
    });
    const usual = await usualTag();
    const usualId = (await findId(usual, signal)) ?? missing(usual);
    if ((await findId(image, signal)) === undefined) await pullImage(engine, image, asker);
    const own = (await find(image, signal)) ?? missing(image);
    requireQuiet(image, own);
    const tag = await ownTag(usualId, own.Id);
    if ((await findId(tag, signal)) !== undefined) return;
    log(`Putting Lockkeeper's program into ${image}`);
    // Its own shell runs in there: it reaches nothing, and hears nothing of the ways out.
    const args = { LOCKKEEPER: usualId, OWN: own.Id };
    // Podman has words of its own for no network, and passes over Docker's.
    const network = (await isPodman(signal)) ? "NetworkDisabled" : "none";
    const confined = { network, isConfined: true };
    await build({ dockerfile: "own.Dockerfile", tag, arguments: args, ...confined }, asker);
  }

  async function tagFor({ image }: PrepareSpec, signal?: AbortSignal): Promise<string> {
    const usual = await usualTag();
    const usualId = (await findId(usual, signal)) ?? missing(usual);
    if (image === null) return workspaceImage === undefined ? usual : usualId;
    const tag = await ownTag(usualId, (await findId(image, signal)) ?? missing(image));
    return (await findId(tag, signal)) === undefined ? missing(tag) : tag;
  }

  return {
    async ensure(spec, { log = ignore, signal = new AbortController().signal, findLogin = noLogin } = {}) {
      const { image } = spec;
      // What is there already waits for no other image's build.
      if ((await tagFor(spec, signal).catch(() => null)) !== null) return;
      signal.throwIfAborted();
      await share(image ?? usualKey, { log, signal }, async (tell, givenUp) => {
        const asker = { log: tell, signal: givenUp, findLogin };
        await (image === null ? ensureUsual(asker) : ensureOwn(image, asker));
      });
    },
    tagFor,
  };
}

/** No image has this name. */
const usualKey = "";

/**
 * Refuses what would run while it is built upon, and what would make volumes that nobody removes. Podman does not tell of
 * the first: there such lines run within the same bounds as the image's shell.
 */
function requireQuiet(image: string, { Config }: ImageInspectInfo): void {
  if (Object.keys(Config.OnBuild ?? []).length > 0) {
    throw dockerError(`${image} has ONBUILD lines, which would run while it is prepared: build it without.`);
  }
  const volumes = Object.keys(Config.Volumes ?? {});
  if (volumes.length > 0) {
    throw dockerError(
      `${image} declares a volume (${volumes[0]}), which nobody would remove: build it without.`,
    );
  }
}

interface Asker {
  log: Log;
  signal: AbortSignal;
  findLogin: FindLogin;
}

const noLogin: FindLogin = async () => null;

function missing(reference: string): never {
  throw dockerError(`The image ${reference} is not on the engine any more: create the workspace again.`, {
    isRetryable: true,
  });
}

const shortHash = (...parts: string[]): string =>
  createHash("sha256").update(parts.join("\0")).digest("hex").slice(0, 16);

/** Engines keep arguments of these names out of the image. */
const revealed = (proxies: Environment["proxies"]): Record<string, string> =>
  Object.fromEntries(Object.entries(proxies).map(([name, value]) => [name, value.reveal()]));
