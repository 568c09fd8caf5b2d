import { z } from "zod";
import { pageOf } from "#lib/kernel/answer.ts";
import { Id } from "#lib/kernel/ids.ts";
import { Name } from "#lib/kernel/text.ts";
import { ModelName, TaskDescription, TaskLabelIds, TaskPriority } from "#lib/modules/tasks/schema.ts";

/** What a new card begins with. */

export const TemplateView = z.object({
  id: Id,
  name: z.string(),
  title: z.string(),
  description: z.string(),
  model: z.string().nullable(),
  priority: TaskPriority.nullable(),
  labelIds: z.array(Id),
});
export type TemplateView = z.infer<typeof TemplateView>;

export const ListTemplatesInput = z.object({ projectId: Id });
/** By name. */
export const TemplatePage = pageOf(TemplateView);

/** A title that a card begins with; empty: it is typed each time. */
const TitleStart = z.union([z.literal(""), Name]);

export const CreateTemplateInput = ListTemplatesInput.extend({
  name: Name,
  title: TitleStart.default(""),
  description: TaskDescription.default(""),
  model: ModelName.nullable().default(null),
  priority: TaskPriority.nullable().default(null),
  labelIds: TaskLabelIds.default([]),
});

export const TemplateInput = ListTemplatesInput.extend({ templateId: Id });
/** What is left out stays as it is. */
export const UpdateTemplateInput = TemplateInput.extend({
  name: Name.optional(),
  title: TitleStart.optional(),
  description: TaskDescription.optional(),
  model: ModelName.nullable().optional(),
  priority: TaskPriority.nullable().optional(),
  labelIds: TaskLabelIds.optional(),
});
