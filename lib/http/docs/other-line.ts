import type { z } from "zod";
import type { FailureStatus } from "#lib/http/docs/failures.ts";
import type { HttpLine } from "#lib/operations/command.ts";

/** A line of the door that is neither a command nor a query, as the reference has to describe it. */
export interface OtherLine {
  name: string;
  http: HttpLine | `GET /${string}`;
  summary: string;
  description?: string;
  tag: string;
  /** Whom it lets in: anybody, who is signed in or has a key, who has a key, admins or owners of the installation, the agent of a live run. */
  who: "anybody" | "any" | "key" | "admin" | "owner" | "run";
  kind: "stream" | "other";
  input?: z.ZodType;
  /** The body, where the input is not: path and query are the input then. */
  body?: z.ZodType;
  /** The body is bytes: path and query are the input. */
  isBodyBytes?: true;
  /** JSON, or the media type of what comes instead. */
  output: z.ZodType | { mediaType: string; description: string };
  /** The status of success where it is not 200. */
  status?: 201;
  failures?: readonly FailureStatus[];
  /** Statuses of its own, beside success and the failures. */
  more?: Readonly<Record<number, { description: string; body?: z.ZodType }>>;
  /** Names of header parameters that mean something here. */
  headers?: readonly ("IfNoneMatch" | "LastEventId" | "Range" | "SetupToken")[];
}
