import { secretFields, TestedSetting, TestSettingInput } from "#lib/modules/settings/schema.ts";
import { changeFacts } from "#lib/modules/settings/setting-facts.ts";
import { command } from "#lib/operations/command.ts";

/** Tries what is saved, with what is typed in its place; nothing is saved. */
export const testSetting = command({
  name: "setting.test",
  http: "POST /api/settings/:key/test",
  summary: "Try a setting before or after it is saved, and see what is answered",
  input: TestSettingInput,
  output: TestedSetting,
  secrets: [...secretFields],
  async facts(tx, input, actor) {
    const { target, access } = await changeFacts(tx, input, actor);
    return { target, access };
  },
  work: { timeoutMs: 45_000, attemptsMax: 1, isDirect: true, key: ({ key }) => `setting-test:${key}` },
});
