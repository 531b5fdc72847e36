import * as z from "zod/mini";
import { type Diagnosis, FAULT_CLASSES, MECHANISMS, MITIGATION_KINDS, TRIGGERS } from "@/lib/domain/cause";

const text = z.string();
const instant = z.pipe(
  z.iso.datetime({ offset: true }),
  z.transform((iso) => new Date(iso)),
);

export const evidenceItemSchema = z.object({
  id: text,
  rule: text,
  effect: z.enum(["supports", "contradicts", "neutral"]),
  params: z.record(text, z.union([text, z.number()])),
  source: z.enum(["prometheus", "jaeger", "kubernetes", "changes", "alerts", "etcd"]),
  query: text,
  n: z.nullable(z.number()),
  at: instant,
  // Diagnoses of builds before this one name none.
  traceIds: z._default(z.array(text), []),
});

export const hypothesisSchema = z.object({
  id: text,
  rank: z.number(),
  cause: z.object({ service: text, trigger: z.enum(TRIGGERS), mechanism: z.enum(MECHANISMS) }),
  version: z.nullable(text),
  confidence: z.number(),
  evidence: z.array(evidenceItemSchema),
  mitigation: z.enum(MITIGATION_KINDS),
});

/** A diagnosis as it is stored and sent: dates are ISO strings in JSON, Dates after parsing. */
export const diagnosisSchema = z.object({
  id: text,
  at: instant,
  durationMs: z.number(),
  hypotheses: z.array(hypothesisSchema),
  unexplained: z.number(),
  isInsufficient: z.boolean(),
  onsetAt: z.nullable(instant),
  classes: z.array(z.enum(FAULT_CLASSES)),
  gaps: z.array(z.object({ source: text, reason: text, query: text })),
});

/** Throws ZodError when the JSON is not a diagnosis. */
export function diagnosisFromJson(json: unknown): Diagnosis {
  return diagnosisSchema.parse(json);
}
