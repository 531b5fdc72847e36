import { z } from "zod";

const MAX_FINGERPRINT = 200;
/** Prometheus did not exist before; Go's zero time (year 1) means "not set". */
const EARLIEST_YEAR = 2000;
const LATEST_YEAR = 9999;

const instant = z.iso.datetime({ offset: true, error: "not a time" }).transform((text) => new Date(text));
const labels = z.record(z.string(), z.string());

/** The envelope of a webhook of version 4; alerts are read one by one, so that a bad one does not take the others along. */
export const envelopeSchema = z.object({
  version: z.union([z.literal("4"), z.literal(4)]),
  groupKey: z.string().catch(""),
  truncatedAlerts: z.int().nonnegative().catch(0),
  alerts: z.array(z.unknown()),
});

export const alertSchema = z.object({
  status: z.enum(["firing", "resolved"]),
  labels,
  annotations: labels.default({}),
  startsAt: instant.refine(
    (at) => at.getUTCFullYear() >= EARLIEST_YEAR && at.getUTCFullYear() <= LATEST_YEAR,
    "not a time that an alert can have started",
  ),
  /** Go's zero time while it fires. */
  endsAt: instant
    .nullish()
    .transform((at) => (at && at.getUTCFullYear() >= EARLIEST_YEAR && at.getUTCFullYear() <= LATEST_YEAR ? at : null)),
  generatorURL: z.string().default(""),
  fingerprint: z.string().min(1).max(MAX_FINGERPRINT),
});
export type WireAlert = z.infer<typeof alertSchema>;

export const statusSchema = z.object({ versionInfo: z.object({ version: z.string() }) });
