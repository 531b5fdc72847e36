import * as z from "zod/mini";
import { GUARD_IDS } from "@/lib/domain/guard";
import type { MitigationPreview } from "@/lib/domain/mitigation";
import { recoveryLimitsSchema } from "./events";

const text = z.string();
const params = z.record(text, z.union([text, z.number()]));
const instant = z.pipe(
  z.iso.datetime({ offset: true }),
  z.transform((iso) => new Date(iso)),
);

export const guardWaiverSchema = z.object({ guardId: z.enum(GUARD_IDS), reason: text });

export const guardSchema = z.object({
  id: z.enum(GUARD_IDS),
  state: z.enum(["pass", "warn", "fail", "unknown"]),
  params,
  checkedAt: instant,
  isWaivable: z.boolean(),
});

const targetSchema = z.object({
  revision: z.int(),
  replicaSet: text,
  version: z.nullable(text),
  commit: z.nullable(text),
  imageDigest: z.nullable(text),
  templateHash: text,
});

/** A preview as it is stored and sent: dates are ISO strings in JSON, Dates after parsing. */
export const mitigationPreviewSchema = z.object({
  planId: text,
  incidentId: text,
  kind: z.literal("rollback"),
  service: text,
  namespace: text,
  workload: text,
  from: targetSchema,
  to: targetSchema,
  digest: text,
  guards: z.array(guardSchema),
  diff: z.array(z.object({ path: text, from: z.nullable(text), to: z.nullable(text) })),
  notComingBack: z.array(
    z.object({ kind: z.enum(["config", "schema", "replicas", "annotations", "strategy"]), params }),
  ),
  watch: recoveryLimitsSchema,
  confirmText: z.nullable(text),
  plannedAt: instant,
  expiresAt: instant,
});

/** Throws ZodError when the JSON is not a preview. */
export function mitigationPreviewFromJson(json: unknown): MitigationPreview {
  return mitigationPreviewSchema.parse(json);
}
