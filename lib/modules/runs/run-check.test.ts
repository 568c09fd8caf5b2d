import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import { expect, test } from "vitest";
import { reportBytesMax } from "#lib/modules/runs/check-report.ts";
import { runCheckWithReport } from "#lib/modules/runs/run-check.ts";

const checked = { exitCode: 0, isTimedOut: false, output: "", isOutputCut: false, durationMs: 1 };
const asked = { root: "workspace", command: "true", reportPath: "report.tap", deadlineMs: 1000 };

/** A workspaced that an agent has put in place: it answers as it likes. */
async function checkAgainst(sendReport: (response: ServerResponse) => void) {
  let etag = 0;
  const server = createServer((request, response) => {
    if (request.url?.startsWith("/files/content")) return sendReport(response);
    etag += 1;
    const info = { path: "report.tap", type: "file", sizeBytes: 1, mode: 0o644, etag: String(etag) };
    const more = { modifiedAt: "now", kind: "text", mimeType: null, linkTarget: null };
    response.end(JSON.stringify(request.url?.startsWith("/checks") ? checked : { ...info, ...more }));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("No port was given.");
  const workspaced = { baseUrl: `http://127.0.0.1:${address.port}`, token: "unused" };
  try {
    return await runCheckWithReport(workspaced, asked, { deadlineMs: 2000 });
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

test("a report without end is read to its bound and said to be cut", async () => {
  const { report } = await checkAgainst((response) => {
    response.write("TAP version 13\nok 1 - begins\n");
    response.write(Buffer.alloc(reportBytesMax, "\n"));
  });
  expect(report).toMatchObject({ passed: 1, isCut: true });
});

test("a report that stops coming is given up", async () => {
  const checking = checkAgainst((response) => void response.write("TAP version 13\n"));
  await expect(checking).rejects.toMatchObject({ type: "UNREACHABLE" });
});
