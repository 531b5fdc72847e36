import * as z from "zod/mini";
import { POSTMORTEM_STATUSES } from "@/lib/domain/postmortem-review";

export const POSTMORTEM_MAX_CHARS = 400_000;

/** Body of PUT /api/incidents/{id}/postmortem. `revision` = the one that was read; 0 = never saved. */
export const savePostmortemInputSchema = z.object({
  revision: z.int().check(z.nonnegative()),
  markdown: z.optional(z.string().check(z.maxLength(POSTMORTEM_MAX_CHARS))),
  status: z.optional(z.enum(POSTMORTEM_STATUSES)),
});
export type SavePostmortemInput = z.infer<typeof savePostmortemInputSchema>;

/** A post-mortem as the API gives it. `revision` 0: a draft made from the events just now, saved by nobody. */
export const postmortemWireSchema = z.object({
  incidentId: z.string(),
  number: z.number(),
  status: z.enum(POSTMORTEM_STATUSES),
  markdown: z.string(),
  revision: z.number(),
  updatedAt: z.nullable(z.iso.datetime({ offset: true })),
  updatedBy: z.nullable(z.string()),
});
export type PostmortemWire = z.infer<typeof postmortemWireSchema>;
