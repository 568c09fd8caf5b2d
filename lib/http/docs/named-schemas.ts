import { z } from "zod";
import {
  ActorView,
  ConfirmAnswer,
  ConfirmToken,
  ErrorShape,
  HeldOperation,
  Loss,
  Need,
  OperationRef,
  OperationState,
  OperationStep,
  OperationView,
  Target,
} from "#lib/kernel/answer.ts";
import { DangerLevel } from "#lib/kernel/danger.ts";
import { Id } from "#lib/kernel/ids.ts";
import { ConfigVersion, ConfigView } from "#lib/modules/configs/schema.ts";
import { FileEntry, FileMatch } from "#lib/modules/files/schema.ts";
import { Branch, ChangedFile, Commit, DiffFile, GitStatus } from "#lib/modules/git/schema.ts";
import { Me, User } from "#lib/modules/people/schema.ts";
import { ProjectRef, ProjectView } from "#lib/modules/projects/schema.ts";
import { ProviderView } from "#lib/modules/providers-llm/schema.ts";
import {
  CheckResult,
  Interaction,
  Question,
  RunEvent,
  RunRef,
  RunView,
  Tokens,
  Verdict,
} from "#lib/modules/runs/schema.ts";
import { TaskMove, TaskView } from "#lib/modules/tasks/schema.ts";
import { LiveTerminal, TerminalRef, TerminalView } from "#lib/modules/terminals/schema.ts";
import {
  RuntimeKind,
  RuntimeView,
  SettingsInForce,
  StreamEnd,
  WorkspaceDetail,
  WorkspaceLogLine,
  WorkspaceSample,
  WorkspaceView,
} from "#lib/modules/workspaces/schema.ts";

/** Shapes that stand once in the document, under `components.schemas`, and are pointed to from wherever they occur. */
const named: Record<string, z.ZodType> = {
  ActorView,
  Branch,
  ChangedFile,
  CheckResult,
  Commit,
  ConfigVersion,
  ConfigView,
  ConfirmAnswer,
  ConfirmToken,
  DangerLevel,
  DiffFile,
  ErrorBody: ErrorShape,
  FileEntry,
  FileMatch,
  GitStatus,
  HeldOperation,
  Id,
  Interaction,
  LiveTerminal,
  Loss,
  Me,
  Need,
  OperationRef,
  OperationState,
  OperationStep,
  OperationView,
  ProjectRef,
  ProjectView,
  ProviderView,
  Question,
  RunEvent,
  RunRef,
  RunView,
  RuntimeKind,
  RuntimeView,
  SettingsInForce,
  StreamEnd,
  Target,
  TaskMove,
  TaskView,
  TerminalRef,
  TerminalView,
  Tokens,
  User,
  Verdict,
  WorkspaceDetail,
  WorkspaceLogLine,
  WorkspaceSample,
  WorkspaceView,
};

export const schemaNames = z.registry<{ id: string }>();
for (const [id, schema] of Object.entries(named)) schemaNames.add(schema, { id });
