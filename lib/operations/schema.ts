import { z } from "zod";
import {
  ConfirmToken,
  HeldOperation,
  OperationRef,
  OperationState,
  OperationView,
  PageInput,
  pageOf,
} from "#lib/kernel/answer.ts";
import { DangerLevel } from "#lib/kernel/danger.ts";
import { Id } from "#lib/kernel/ids.ts";
import { Description, SearchText } from "#lib/kernel/text.ts";

export const OperationInput = z.object({ operationId: Id });
export const ChangedOperation = z.object({ operation: OperationRef });
/** `confirm` is null where the level or the asker asks for another way. */
export const IssuedToken = z.object({ operation: HeldOperation, confirm: ConfirmToken.nullable() });

export const ConfirmOperationInput = z.union(
  [
    z.object({ token: z.string().min(20).max(200), reason: Description.optional() }),
    z.object({
      operationId: Id,
      typedName: z.string().max(200).default(""),
      reason: Description.optional(),
    }),
  ],
  "give a token, or an operationId with the typed name",
);
export type ConfirmOperationInput = z.infer<typeof ConfirmOperationInput>;

const states = z
  .union([OperationState, z.array(OperationState), z.string().transform((text) => text.split(","))])
  .transform((value) => (Array.isArray(value) ? value : [value]))
  .pipe(z.array(OperationState));

export const ListOperationsInput = PageInput.extend({
  cursor: Id.optional(),
  state: states.optional(),
  level: DangerLevel.optional(),
  projectId: Id.optional(),
  personId: Id.optional(),
  command: SearchText(100).optional(),
  /** Words of the command's name or of its target's, in any order. */
  text: SearchText(100).optional(),
});

/** What has work of its own, as `/api/jobs` gives it: the same rows as the operations. */
export const ListJobsInput = ListOperationsInput.pick({
  limit: true,
  cursor: true,
  state: true,
  projectId: true,
});
export const JobInput = z.object({ jobId: Id });

export const OperationPage = pageOf(OperationView);
