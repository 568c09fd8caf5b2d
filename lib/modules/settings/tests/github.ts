import type { Trial } from "#lib/modules/settings/tests/typed-setting.ts";
import type { Check } from "#lib/providers/checks/port.ts";
import { checkGithubApp, checkGithubToken } from "#lib/providers/checks/registry.ts";

/** Asks GitHub whose token it is and which App, whatever of both there is. */
export async function testGithub({ typed, signal }: Trial): Promise<Check> {
  const { githubUrl: url, githubAppId: appId, githubInstallationId: installationId } = typed.values("github");
  const token = typed.secret("github", "githubToken");
  const privateKey = typed.secret("github", "githubPrivateKey");
  const checks: Check[] = [];
  if (token) checks.push(await checkGithubToken({ url, signal }, token));
  if (appId && installationId && privateKey)
    checks.push(await checkGithubApp({ url, signal }, { appId, installationId, privateKey }));
  else if (appId || installationId || privateKey)
    checks.push({
      isGood: false,
      sentence: "The App needs all three: its id, an installation, and its key.",
    });
  if (checks.length === 0) return { isGood: false, sentence: "There is no token and no App to try." };
  return {
    isGood: checks.every(({ isGood }) => isGood),
    sentence: checks.map(({ sentence }) => sentence).join(" "),
  };
}
