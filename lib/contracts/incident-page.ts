import * as z from "zod/mini";
import type { Actor } from "@/lib/domain/actor";
import type { Diagnosis } from "@/lib/domain/cause";
import type { GuardWaiver } from "@/lib/domain/guard";
import type { UpdateIntervals } from "@/lib/domain/incident-command";
import { MITIGATION_STATUSES, type MitigationPreview, type MitigationStatus } from "@/lib/domain/mitigation";
import type { Capability } from "@/lib/domain/permissions";
import { actorSchema, type WireEvent } from "./events";
import { guardWaiverSchema, mitigationPreviewSchema } from "./mitigation-preview";

// What the war room is given at first paint, and what it asks for again when an event says that it changed.

/** One mitigation as the room shows it. */
export type MitigationDetail = {
  readonly id: string;
  readonly status: MitigationStatus;
  readonly preview: MitigationPreview;
  readonly plannedBy: Actor;
  readonly approvedBy: Actor | null;
  readonly approvedAt: Date | null;
  readonly waivers: readonly GuardWaiver[];
};

/** `GET /api/incidents/{id}/mitigations`, newest last. */
export const mitigationsAnswerSchema = z.object({
  mitigations: z.array(
    z.object({
      id: z.string(),
      status: z.enum(MITIGATION_STATUSES),
      preview: mitigationPreviewSchema,
      plannedBy: actorSchema,
      approvedBy: z.nullable(actorSchema),
      approvedAt: z.nullable(
        z.pipe(
          z.iso.datetime({ offset: true }),
          z.transform((iso) => new Date(iso)),
        ),
      ),
      waivers: z.array(guardWaiverSchema),
    }),
  ),
});

export type IncidentPage = {
  readonly id: string;
  readonly number: number;
  readonly events: readonly WireEvent[];
  readonly alerts: {
    readonly rows: readonly {
      readonly id: string;
      readonly alertname: string;
      readonly service: string;
      readonly summary: string;
      readonly startsAt: Date;
      readonly endsAt: Date | null;
    }[];
    readonly total: number;
  };
  readonly diagnosis: Diagnosis | null;
  readonly mitigations: readonly MitigationDetail[];
  /** People who may be given a duty. */
  readonly people: readonly { readonly id: string; readonly name: string }[];
  readonly viewer: {
    readonly id: string;
    readonly name: string;
    readonly role: string;
    readonly capabilities: readonly Capability[];
  };
  /** Time between two status updates, by severity; 0 = nobody is reminded. */
  readonly updateEveryMs: UpdateIntervals;
  /** Observation window of the incident's service. */
  readonly windowMs: number;
};
