import { z } from "zod";
import { DUTIES } from "@/lib/domain/actor";
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
export const dutyInputSchema = z.object({ duty: z.enum(DUTIES), personId: z.string().max(64).nullable() });
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
