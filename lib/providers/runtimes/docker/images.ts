import { createHash } from "node:crypto";
import type { Environment } from "#lib/platform/env.ts";
import type { PrepareSpec } from "../port.ts";
import { readWorkspacedBundle } from "../workspaced-bundle.ts";
import { buildImage } from "./build-image.ts";
import type { Images } from "./context.ts";
import type { Engine } from "./engine.ts";
import { dockerError, unlessMissing } from "./failures.ts";
import { type ImageContext, readImageContext } from "./image-context.ts";
import { pullImage } from "./pull-image.ts";
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
  let reading: Promise<ImageContext> | undefined;

  /** Read once: what this process is made of does not change under it. */
  function context(): Promise<ImageContext> {
    reading ??= readImageContext(() => readWorkspacedBundle(mode)).catch((error: unknown) => {
      reading = undefined;
      throw error;
    });
    return reading;
  }

  const findId = async (reference: string): Promise<string | undefined> =>
    (await unlessMissing(engine.getImage(reference).inspect()))?.Id;

  async function usualTag(): Promise<string> {
    if (workspaceImage !== undefined) return workspaceImage;
    return `lockkeeper-workspace:${shortHash((await context()).hash, workspaceBaseImage)}`;
  }

  /** By what both images are now, not by their names: `latest` may mean another one tomorrow. */
  const ownTag = async (usualId: string, ownId: string): Promise<string> =>
    `lockkeeper-workspace-own:${shortHash((await context()).hash, usualId, ownId)}`;

  async function build(dockerfile: string, tag: string, extra: Record<string, string>, asker: Asker) {
    const { archive } = await context();
    const args = { ...revealed(proxies), ...extra };
    const plan = { archive, dockerfile, tag, arguments: args, network: options.buildNetwork };
    await buildImage(engine, plan, asker.log, asker.signal);
    if ((await findId(tag)) === undefined)
      throw dockerError("The engine built it without an error, but kept no image of it.");
  }

  async function ensureUsual(asker: Asker): Promise<string> {
    const tag = await usualTag();
    const found = await findId(tag);
    if (found !== undefined) return found;
    if (workspaceImage !== undefined) await pullImage(engine, tag, asker.log, asker.signal);
    else {
      asker.log(
        `Building the image of workspaces on ${workspaceBaseImage}, which takes minutes the first time`,
      );
      const named = { BASE: workspaceBaseImage, ...(npmRegistry && { NPM_REGISTRY: npmRegistry }) };
      await build("Dockerfile", tag, named, asker);
    }
    return (await findId(tag)) ?? missing(tag);
  }

  async function ensureOwn(image: string, asker: Asker): Promise<void> {
    const usualId = await ensureUsual(asker);
    if ((await findId(image)) === undefined) await pullImage(engine, image, asker.log, asker.signal);
    const ownId = (await findId(image)) ?? missing(image);
    const tag = await ownTag(usualId, ownId);
    if ((await findId(tag)) !== undefined) return;
    asker.log(`Putting Lockkeeper's program into ${image}`);
    await build("own.Dockerfile", tag, { LOCKKEEPER: usualId, OWN: ownId }, asker);
  }

  async function tagFor({ image }: PrepareSpec): Promise<string> {
    const usual = await usualTag();
    const usualId = (await findId(usual)) ?? missing(usual);
    if (image === null) return workspaceImage === undefined ? usual : usualId;
    const tag = await ownTag(usualId, (await findId(image)) ?? missing(image));
    return (await findId(tag)) === undefined ? missing(tag) : tag;
  }

  return {
    async ensure(spec, { log = ignore, signal = new AbortController().signal } = {}) {
      const { image } = spec;
      // What is there already waits for no other image's build.
      if ((await tagFor(spec).catch(() => null)) !== null) return;
      await share(image ?? "", { log, signal }, async (tell, givenUp) => {
        const asker = { log: tell, signal: givenUp };
        await (image === null ? ensureUsual(asker) : ensureOwn(image, asker));
      });
    },
    tagFor,
  };
}

interface Asker {
  log: Log;
  signal: AbortSignal;
}

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
