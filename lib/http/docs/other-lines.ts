import { z } from "zod";
import type { OtherLine } from "#lib/http/docs/other-line.ts";
import { signInLines } from "#lib/http/docs/sign-in-lines.ts";
import { gatewayPaths } from "#lib/http/gateway-paths.ts";
import { ExportAuditInput } from "#lib/modules/audit/schema.ts";
import {
  AppendUploadInput,
  ReadArchiveInput,
  ReadContentInput,
  StartUploadInput,
  Upload,
  UploadFileInput,
  UploadInput,
  WrittenFile,
} from "#lib/modules/files/schema.ts";
import { ReadVersionInput } from "#lib/modules/git/schema.ts";
import { BackupInput } from "#lib/modules/installation-backups/schema.ts";
import { ProviderName } from "#lib/modules/providers-llm/schema.ts";

const HeldUpload = z.object({ operation: z.looseObject({ id: z.string() }) });

const Health = z.object({ status: z.enum(["ok", "unavailable"]), database: z.enum(["ok", "unreachable"]) });

const health = (path: `/${string}`, name: string): OtherLine => ({
  name,
  http: `GET ${path}`,
  summary: "Whether the server answers and reaches its database",
  tag: "server",
  who: "anybody",
  kind: "other",
  output: Health,
  more: { 503: { description: "It does not.", body: Health } },
});

const anything = {
  mediaType: "application/json",
  description: "What the model's provider answers, as it comes.",
};

const gatewayLines = gatewayPaths.map((path): OtherLine => {
  const isRead = path === "models";
  return {
    name: `gateway.${path.replaceAll("/", "-").replaceAll("_", "-")}`,
    http: `${isRead ? "GET" : "POST"} /api/llm/:provider/${path}`,
    summary: `${isRead ? "Read" : "Ask"} \`${path}\` of a run's model provider`,
    tag: "gateway",
    who: "run",
    kind: "other",
    input: z.object({ provider: ProviderName }),
    output: anything,
    failures: [404, 502],
  };
});

export const otherLines: readonly OtherLine[] = [
  health("/health", "server.health"),
  health("/healthz", "server.healthz"),
  health("/api/health", "server.api-health"),
  {
    name: "server.metrics",
    http: "GET /api/metrics",
    summary: "Figures of the process and its queue",
    description: "In the Prometheus text format 0.0.4. For admins of the installation.",
    tag: "server",
    who: "admin",
    kind: "other",
    output: { mediaType: "text/plain", description: "Prometheus text." },
  },
  {
    name: "server.openapi",
    http: "GET /api/openapi.json",
    summary: "This description",
    tag: "server",
    who: "anybody",
    kind: "other",
    output: z.looseObject({ openapi: z.string() }),
    headers: ["IfNoneMatch"],
    more: { 304: { description: "It is still what `If-None-Match` names." } },
  },
  {
    name: "server.docs",
    http: "GET /api/docs",
    summary: "This description as a page",
    tag: "server",
    who: "anybody",
    kind: "other",
    output: { mediaType: "text/html", description: "The page." },
    headers: ["IfNoneMatch"],
    more: { 304: { description: "It is still what `If-None-Match` names." } },
  },
  {
    name: "server.docs-font",
    http: "GET /api/docs/fonts/:name",
    summary: "A font of the page",
    tag: "server",
    who: "anybody",
    kind: "other",
    input: z.object({ name: z.string() }),
    output: { mediaType: "font/woff2", description: "The font." },
    failures: [404],
  },
  {
    name: "events.follow",
    http: "GET /api/events",
    summary: "Follow what happens",
    tag: "events",
    who: "any",
    kind: "stream",
    input: z.object({ topics: z.string().optional() }),
    output: { mediaType: "text/event-stream", description: "A stream of server-sent events." },
    failures: [400],
    headers: ["LastEventId"],
  },
  ...signInLines,
  {
    name: "audit.export",
    http: "GET /api/audit/export",
    summary: "Export the audit log",
    description:
      "What you may see of it, oldest first and without a limit. JSON lines hold what each seal covers, and the seal before it.",
    tag: "audit",
    who: "any",
    kind: "other",
    input: ExportAuditInput,
    output: { mediaType: "text/csv", description: "A file; as `jsonl` of `application/jsonl`." },
    failures: [400],
  },
  {
    name: "installation-backup.download",
    http: "GET /api/installation-backups/:backupId/archive",
    summary: "Download a backup of this installation",
    description:
      "The encrypted file, for the owner alone; the audit log says who took it. Its recovery key opens it, and is not in it.",
    tag: "installation-backup",
    who: "owner",
    kind: "other",
    input: BackupInput,
    output: { mediaType: "application/octet-stream", description: "The file as it lies on the server." },
    failures: [400, 403, 404],
  },
  {
    name: "files.read-content",
    http: "GET /api/workspaces/:workspaceId/files/content",
    summary: "Read a file of a workspace",
    description:
      "The bytes as they are, with `ETag` and `X-File-Kind` (text or binary); ranges and `If-None-Match` are honoured.",
    tag: "files",
    who: "any",
    kind: "other",
    input: ReadContentInput,
    output: {
      mediaType: "application/octet-stream",
      description: "The bytes, under the file's own media type.",
    },
    failures: [400, 404, 409, 502],
    headers: ["Range", "IfNoneMatch"],
    more: {
      206: { description: "The range that was asked for." },
      304: { description: "It is still what `If-None-Match` names." },
      416: { description: "The range begins behind the end; `Content-Range` says how long the file is." },
    },
  },
  {
    name: "files.archive",
    http: "GET /api/workspaces/:workspaceId/files/archive",
    summary: "Download files and folders of a workspace as a zip",
    description:
      "Made while it is read. Links stand in it as links, `.git` is left out; what could not be read is named in a text file at its end.",
    tag: "files",
    who: "any",
    kind: "other",
    input: ReadArchiveInput,
    output: { mediaType: "application/zip", description: "The archive; one that was cut off has no end." },
    failures: [400, 404, 409, 502],
  },
  {
    name: "files.upload-whole",
    http: "POST /api/workspaces/:workspaceId/files/upload",
    summary: "Upload a file in one request",
    description:
      "The body is the file. For what is small enough to be sent again; else start an upload. Passes the same rules as `files.upload`: where that is held, so is this.",
    tag: "files",
    who: "any",
    kind: "other",
    input: UploadFileInput,
    isBodyBytes: true,
    output: WrittenFile,
    failures: [400, 404, 409, 413, 502],
    more: { 202: { description: "It waits for people; the bytes are kept for a day.", body: HeldUpload } },
  },
  {
    name: "files.start-upload",
    http: "POST /api/workspaces/:workspaceId/files/uploads",
    summary: "Start an upload that can be resumed",
    tag: "files",
    who: "any",
    kind: "other",
    input: StartUploadInput,
    output: Upload,
    status: 201,
    failures: [400, 404, 409, 413, 502],
  },
  {
    name: "files.append-upload",
    http: "PATCH /api/workspaces/:workspaceId/files/uploads/:uploadId",
    summary: "Send bytes of an upload",
    description:
      "Appends the body, in parts of any length. What came before a connection was cut is kept: ask where the upload stands and go on from there. With another `offset` than that it is a 409, and `details.offset` says the right one.",
    tag: "files",
    who: "any",
    kind: "other",
    input: AppendUploadInput,
    isBodyBytes: true,
    output: Upload,
    failures: [400, 404, 409, 413, 502],
  },
  {
    name: "files.abandon-upload",
    http: "DELETE /api/workspaces/:workspaceId/files/uploads/:uploadId",
    summary: "Give an upload up",
    tag: "files",
    who: "any",
    kind: "other",
    input: UploadInput,
    output: z.object({ uploadId: z.string() }),
    failures: [400, 404, 409, 413, 502],
  },
  {
    name: "git.read-content",
    http: "GET /api/git/content/:workspaceId",
    summary: "Read an earlier version of a file",
    description:
      "As it is in the index, on a side of its conflict, or in a commit; with `X-File-Kind` (text or binary). At most 32 MiB.",
    tag: "git",
    who: "any",
    kind: "other",
    input: ReadVersionInput,
    output: {
      mediaType: "application/octet-stream",
      description: "The bytes, under the file's own media type.",
    },
    failures: [400, 404, 409, 413, 502],
  },
  {
    name: "mcp.post",
    http: "POST /api/mcp",
    summary: "Speak the Model Context Protocol",
    description:
      "Streamable HTTP without sessions: one message in, its answer out. The tools are the commands and queries of this description; what is held says what it waits for, and nothing that is sent here confirms it.",
    tag: "mcp",
    who: "key",
    kind: "other",
    input: z.object({ tools: z.string().optional() }),
    body: z.looseObject({ jsonrpc: z.literal("2.0"), method: z.string() }),
    output: {
      mediaType: "application/json",
      description: "The protocol's answer; nothing where it needs none.",
    },
    failures: [400],
    more: {
      202: { description: "Taken; there is nothing to answer." },
      406: { description: "`Accept` has to name both JSON and event streams." },
    },
  },
  ...gatewayLines,
];
