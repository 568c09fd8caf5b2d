import type { Images } from "./context.ts";
import type { Engine } from "./engine.ts";
import { dockerError, unlessAborted, unlessMissing } from "./failures.ts";

/** One image that has to be on the engine already. */
export function createGivenImage(engine: Engine, tag: string): Images {
  return {
    tagFor: async () => tag,
    async ensure(_spec, { signal } = {}) {
      const asked = unlessAborted(engine.getImage(tag).inspect(), signal);
      if ((await unlessMissing(asked)) !== undefined) return;
      throw dockerError(`The image ${tag} is not on this Docker.`);
    },
  };
}
