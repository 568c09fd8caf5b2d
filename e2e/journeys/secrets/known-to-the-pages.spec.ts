import { newProject } from "#e2e/fixtures/new-project.ts";
import { rest } from "#e2e/fixtures/rest.ts";
import { expect, test } from "#e2e/fixtures/test.ts";
import { newId } from "#lib/kernel/ids.ts";

test("a secret that came by the API is taken out of what the pages' own door writes down", async ({
  owner,
  lockkeeper,
  ownerSession,
}) => {
  const projectId = await newProject(lockkeeper, ownerSession, {
    name: "Chandlery",
    source: { type: "empty" },
  });
  // Typed in a page below, so it is none that no page may show.
  const token = `glpat-${newId()}`;
  const credential = { host: "https://git.example.org/chandlery", username: "", token };
  await rest(lockkeeper, ownerSession.key).send("PUT", `/projects/${projectId}/git-access/token`, credential);
  await owner.goto(`/projects/${projectId}/settings`);
  await owner.getByLabel("Description").fill(`Fetches with ${token}`);
  await owner.getByRole("button", { name: /^Save/ }).first().click();
  const audit = async () => (await owner.request.get("/api/audit?limit=20")).text();
  await expect.poll(audit).toContain("Fetches with [secret]");
  expect(await audit()).not.toContain(token);
});
