import type { TestableKey } from "#lib/modules/settings/schema.ts";
import { testSetting } from "#lib/modules/settings/test-setting.ts";
import { testCloudflare } from "#lib/modules/settings/tests/cloudflare.ts";
import { testDomain } from "#lib/modules/settings/tests/domain.ts";
import { testGithub } from "#lib/modules/settings/tests/github.ts";
import { testMail } from "#lib/modules/settings/tests/mail.ts";
import { testRegistry } from "#lib/modules/settings/tests/registry.ts";
import { type Trial, typedSetting } from "#lib/modules/settings/tests/typed-setting.ts";
import { handler } from "#lib/operations/handler.ts";
import type { Check } from "#lib/providers/checks/port.ts";

const tests: Readonly<Record<TestableKey, (trial: Trial) => Promise<Check>>> = {
  mail: testMail,
  github: testGithub,
  cloudflare: testCloudflare,
  registries: testRegistry,
  domain: testDomain,
};

export const runTestSetting = handler(
  testSetting,
  async ({ input, actor, platform, signal, step, close }) => {
    const typed = await typedSetting(platform, input);
    const tested = await step("Try it", async () => {
      const beginMs = performance.now();
      const { isGood, sentence } = await tests[input.key]({ typed, input, actor, platform, signal });
      return { isGood, sentence, durationMs: Math.round(performance.now() - beginMs) };
    });
    await close(async () => tested);
  },
);
