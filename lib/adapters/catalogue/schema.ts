import { z } from "zod";
import { SETTINGS } from "@/lib/settings/defaults";

// `firebreak.yaml` as in CONTRACTS "Catalogue". Unknown keys are errors: a misspelt key must not be ignored.

const days = z
  .string()
  .regex(/^\d+d$/, "write the window in days, e.g. 30d")
  .transform((text) => Number.parseInt(text, 10));

const service = z.strictObject({
  name: z.string().min(1),
  team: z.string().min(1).optional(),
  tier: z.union([z.literal(1), z.literal(2), z.literal(3)]).optional(),
  match: z.record(z.string(), z.string()).optional(),
  metrics: z
    .strictObject({
      latency: z
        .strictObject({
          histogram: z.string().optional(),
          selector: z.string().optional(),
          route: z.string().optional(),
          status: z.string().optional(),
        })
        .optional(),
      panics: z.string().optional(),
      cancelled: z.string().optional(),
    })
    .optional(),
  breakers: z
    .array(
      z.strictObject({
        metric: z.string(),
        caller: z.string(),
        callee: z.string(),
        values: z.strictObject({ closed: z.number(), half_open: z.number(), open: z.number() }),
      }),
    )
    .optional(),
  traces: z.strictObject({ service: z.string() }).optional(),
  workload: z.strictObject({ namespace: z.string(), deployment: z.string() }).optional(),
  profiles: z.strictObject({ port: z.number(), path: z.string() }).optional(),
  repository: z.strictObject({ path: z.string().optional(), or: z.string().optional() }).optional(),
  objectives: z
    .array(
      z.strictObject({
        name: z.enum(["latency", "errors"]),
        target: z.number().gt(0).lt(1),
        thresholdMs: z.number().positive().optional(),
        window: days,
      }),
    )
    .optional(),
  recoveryP95Ms: z.number().positive().optional(),
});

export const catalogueSchema = z.strictObject({
  services: z.array(service).default([]),
  settings: z
    .strictObject({
      recoveryWindowMs: SETTINGS.recoveryWindowMs.schema.optional(),
      planTtlMs: SETTINGS.planTtlMs.schema.optional(),
      diagnosisDelayMs: SETTINGS.diagnosisDelayMs.schema.optional(),
      deviationForMs: SETTINGS.deviationForMs.schema.optional(),
    })
    .default({}),
});

export type CatalogueFile = z.infer<typeof catalogueSchema>;
export type CatalogueEntry = CatalogueFile["services"][number];
