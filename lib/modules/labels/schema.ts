import { z } from "zod";
import { pageOf } from "#lib/kernel/answer.ts";
import { Id } from "#lib/kernel/ids.ts";
import { labelColors } from "#lib/kernel/states.ts";
import { Name } from "#lib/kernel/text.ts";

/** Words that cards of a project are sorted by; each has a colour. */

export const LabelColor = z.enum(labelColors, { message: `must be one of: ${labelColors.join(", ")}` });
export type LabelColor = z.infer<typeof LabelColor>;

const LabelName = Name.refine((name) => name.length <= 40, { message: "must have at most 40 characters" });

export const LabelView = z.object({ id: Id, name: z.string(), color: LabelColor });
export type LabelView = z.infer<typeof LabelView>;

export const ListLabelsInput = z.object({ projectId: Id });
/** By name. */
export const LabelPage = pageOf(LabelView.extend({ tasks: z.number().int() }));
export type LabelOfProject = z.infer<typeof LabelPage>["items"][number];

export const CreateLabelInput = ListLabelsInput.extend({
  name: LabelName,
  color: LabelColor.default("grey"),
});

export const LabelInput = ListLabelsInput.extend({ labelId: Id });
export const UpdateLabelInput = LabelInput.extend({
  name: LabelName.optional(),
  color: LabelColor.optional(),
});
