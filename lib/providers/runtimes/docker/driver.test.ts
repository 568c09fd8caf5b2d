import { describe, expect } from "vitest";
import { describeRuntimeContract } from "../contract.ts";
import { testSockets } from "./fixtures/test-images.ts";
import { killWorkspaced, openTestRuntime } from "./fixtures/test-runtime.ts";

/** Each engine that this machine has; the others are skipped, by name. */
for (const [name, socketPath] of Object.entries(testSockets)) {
  const isHere = socketPath !== undefined;
  describe.skipIf(!isHere)(isHere ? name : `${name}: this machine has no socket of it`, () => {
    describeRuntimeContract(name, async () => {
      const ground = await openTestRuntime(socketPath ?? "");
      return {
        open: () => ground.open(),
        kill: (ref) => killWorkspaced(ground, ref),
        close: async () => expect(await ground.listLeft()).toEqual([]),
      };
    });
  });
}
