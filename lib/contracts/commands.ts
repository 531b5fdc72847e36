import { z } from "zod";
import { DUTIES } from "@/lib/domain/actor";
import { INCIDENT_RELATIONS } from "@/lib/domain/events";
import { GUARD_IDS } from "@/lib/domain/guard";
import { SEVERITIES } from "@/lib/domain/severity";

// Bodies of the commands in CONTRACTS "HTTP API". The same schemas serve the browser's fetches and scripts.

const line = z.string().trim().min(1).max(500);
const paragraph = z.string().trim().min(1).max(8_000);
const iso = z.iso.datetime({ offset: true });

export const declareInputSchema = z.object({
  title: line,
  service: z.string().trim().min(1).max(200),
  environment: z.string().trim().min(1).max(100).default("default"),
  team: z.string().trim().min(1).max(100).default("default"),
  severity: z.enum(SEVERITIES).default("SEV-3"),
});
export const noteInputSchema = z.object({ text: paragraph });
export const statusUpdateInputSchema = z.object({
  conditions: paragraph,
  actions: z.string().trim().max(8_000).default(""),
  needs: z.string().trim().max(8_000).default(""),
});
/** `personId` null hands the duty back; "me" = the caller. */
export const dutyInputSchema = z.object({
  duty: z.enum(DUTIES),
  personId: z.string().max(64).nullable(),
  /** What the next one should know. */
  note: z.string().trim().max(2_000).default(""),
});
export const taskInputSchema = z.object({ title: line, personId: z.string().max(64).nullable().default(null) });
/** What changes; the rest stays. `personId` null takes the task from whoever has it. */
export const taskChangeInputSchema = z
  .object({ isDone: z.boolean().optional(), personId: z.string().max(64).nullable().optional() })
  .refine(({ isDone, personId }) => isDone !== undefined || personId !== undefined, "isDone or personId");
export const pinInputSchema = z.object({ ofSeq: z.int().positive(), isPinned: z.boolean() });
const episodeIds = z.array(z.uuid()).min(1).max(20_000);
export const acknowledgeAlertsInputSchema = z.object({
  episodes: z.union([episodeIds, z.literal("firing")]),
  note: z.string().trim().max(2_000).default(""),
});
export const endAlertsInputSchema = z.object({ episodes: z.union([episodeIds, z.literal("firing")]), reason: line });
/** `into` and `incident`: UUID or number. */
export const mergeInputSchema = z.object({ into: z.string().trim().min(1).max(64), reason: line });
export const splitInputSchema = z.object({ episodes: episodeIds, title: line.optional(), reason: line });
export const linkInputSchema = z.object({
  incident: z.string().trim().min(1).max(64),
  relation: z.enum(INCIDENT_RELATIONS),
  reason: line,
});
export const settleInputSchema = z.object({ outcome: z.enum(["applied", "not_applied"]), reason: line });
export const severityInputSchema = z.object({ severity: z.enum(SEVERITIES), reason: line });
export const resolveInputSchema = z.object({ reason: line });
export const judgeInputSchema = z.object({
  hypothesisId: z.string().min(1).max(64),
  verdict: z.enum(["accepted", "rejected"]),
});
export const impactInputSchema = z.object({ at: iso });
export const correctTimeInputSchema = z.object({ ofSeq: z.int().positive(), at: iso, reason: line });

export const planMitigationInputSchema = z.object({
  kind: z.literal("rollback"),
  /** Service or workload; default: the top hypothesis' service. `revision` default: the previous one. */
  target: z
    .object({
      service: z.string().max(200).optional(),
      namespace: z.string().max(100).optional(),
      workload: z.string().max(200).optional(),
      revision: z.int().positive().optional(),
    })
    .default({}),
});
export const approveMitigationInputSchema = z.object({
  digest: z.string().min(8).max(128),
  /** In production: exactly the preview's confirmText. */
  confirm: z.string().max(300).default(""),
  waivers: z.array(z.object({ guardId: z.enum(GUARD_IDS), reason: line })).default([]),
});

export const changeInputSchema = z.object({
  service: z.string().trim().min(1).max(200),
  environment: z.string().trim().max(100).default("default"),
  version: z.string().max(200).nullish(),
  previousVersion: z.string().max(200).nullish(),
  commit: z.string().max(200).nullish(),
  imageDigest: z.string().max(200).nullish(),
  kind: z.enum(["deploy", "flag", "config", "schema"]).default("deploy"),
  at: iso.optional(),
  url: z.string().max(2_000).nullish(),
  summary: z.string().max(500).nullish(),
});
export type DeclareInput = z.infer<typeof declareInputSchema>;
export type PlanMitigationInput = z.infer<typeof planMitigationInputSchema>;
export type ApproveMitigationInput = z.infer<typeof approveMitigationInputSchema>;
export type ChangeInput = z.infer<typeof changeInputSchema>;
