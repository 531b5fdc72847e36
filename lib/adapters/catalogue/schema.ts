import { z } from "zod";
import { LIBRARY_NAMES } from "@/lib/domain/breaker-encodings";
import { SETTINGS } from "@/lib/settings/defaults";

// `firebreak.yaml` as in CONTRACTS "Catalogue". Unknown keys are errors: a misspelt key must not be ignored.

const days = z
  .string()
  .regex(/^\d+d$/, "write the window in days, e.g. 30d")
  .transform((text) => Number.parseInt(text, 10));

const values = z.union(
  [
    z.enum(LIBRARY_NAMES),
    z.strictObject({ closed: z.number(), half_open: z.number().nullable().default(null), open: z.number() }),
  ],
  { error: `name a library (${LIBRARY_NAMES.join(", ")}) or write { closed: 0, half_open: 1, open: 2 }` },
);

/** A metric that guards calls. Label names, never values; what a bare number means is said, never guessed. */
const breaker = z
  .strictObject({
    metric: z.string().min(1),
    signal: z.enum(["breaker", "limit", "shedding"]).default("breaker"),
    caller: z.string().min(1).default("service"),
    callee: z.string().min(1).optional(),
    nameLabels: z.array(z.string().min(1)).default([]),
    values: values.optional(),
    stateLabel: z.string().min(1).optional(),
    transitionsMetric: z.string().min(1).optional(),
    rejectMetric: z.string().min(1).optional(),
    callsMetric: z.string().min(1).optional(),
    failuresMetric: z.string().min(1).optional(),
  })
  .superRefine((row, context) => {
    const problem = (path: string, message: string) => context.addIssue({ code: "custom", path: [path], message });
    if (row.callee === undefined && row.nameLabels.length === 0)
      problem("callee", "name the label that holds the callee");
    if (row.values !== undefined && row.stateLabel !== undefined) {
      problem("stateLabel", "either values (one gauge) or stateLabel (a series per state), not both");
    }
    if (row.signal !== "breaker" && (row.values !== undefined || row.stateLabel !== undefined)) {
      problem("signal", "only a breaker has states");
    }
  });

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
      pool: z.strictObject({ inUse: z.string(), max: z.string() }).optional(),
    })
    .optional(),
  breakers: z.array(breaker).optional(),
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
      updateEverySev1Ms: SETTINGS.updateEverySev1Ms.schema.optional(),
      updateEverySev2Ms: SETTINGS.updateEverySev2Ms.schema.optional(),
      updateEverySev3Ms: SETTINGS.updateEverySev3Ms.schema.optional(),
    })
    .default({}),
});

export type CatalogueFile = z.infer<typeof catalogueSchema>;
export type CatalogueEntry = CatalogueFile["services"][number];
