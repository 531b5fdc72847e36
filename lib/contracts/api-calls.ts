import { z } from "zod";
import { BOARD_ORDERS } from "@/lib/domain/board-order";
import type { Capability } from "@/lib/domain/permissions";
import { SEVERITIES } from "@/lib/domain/severity";
import {
  conflictSchema,
  errorSchema,
  guardsSchema,
  healthSchema,
  intakeSchema,
  mitigationSchema,
  movedSchema,
  snapshotSchema,
  webhookSchema,
} from "./api-answers";
import { boardSchema, boardSignalsSchema, incidentPageSchema, MAX_SIGNAL_LINES } from "./board";
import { breakerReportSchema } from "./breaker-report";
import {
  acknowledgeAlertsInputSchema,
  approveMitigationInputSchema,
  changeInputSchema,
  correctTimeInputSchema,
  declareInputSchema,
  dutyInputSchema,
  endAlertsInputSchema,
  impactInputSchema,
  judgeInputSchema,
  linkInputSchema,
  mergeInputSchema,
  noteInputSchema,
  pinInputSchema,
  planMitigationInputSchema,
  resolveInputSchema,
  settleInputSchema,
  severityInputSchema,
  splitInputSchema,
  statusUpdateInputSchema,
  taskChangeInputSchema,
  taskInputSchema,
} from "./commands";
import { diagnosisSchema } from "./diagnosis";
import { wireEventSchema } from "./events";
import { incidentWireSchema } from "./incident";
import { alertsAnswerSchema } from "./incident-alerts";
import { mitigationsAnswerSchema } from "./incident-page";
import { mitigationPreviewSchema } from "./mitigation-preview";
import { postmortemWireSchema, savePostmortemInputSchema } from "./postmortem";
import { roomLogsSchema } from "./room-logs";
import { routeFrameSchema } from "./routes";
import { selectedTracesSchema, selectionQuerySchema } from "./selected-traces";
import { traceAnswerSchema } from "./trace";
import { cohortsQuerySchema, traceCohortsSchema } from "./trace-cohorts";

// One row per call of the HTTP API. `openapi.ts` makes the description of it, and tests hold the routes on disk against it.

/** What a call answers: JSON of a schema, or text or bytes of a media type. */
export type Answer = { readonly says: string } & (
  | { readonly schema: z.core.$ZodType }
  | { readonly media: readonly string[] }
);

export type ApiCall = {
  readonly method: "GET" | "POST" | "PUT";
  /** With `{name}` for what varies. */
  readonly path: string;
  readonly summary: string;
  /** "public" needs nobody. */
  readonly needs: Capability | "public";
  readonly query?: z.core.$ZodType & { readonly shape: Readonly<Record<string, z.core.$ZodType>> };
  readonly body?: z.core.$ZodType;
  /** Any bytes, read as this media type. */
  readonly bodyMedia?: readonly string[];
  readonly answers: Readonly<Record<number, Answer>>;
};

const iso = z.iso.datetime({ offset: true });
const count = z.int().nonnegative();
const json = (says: string, schema: z.core.$ZodType): Answer => ({ says, schema });
const media = (says: string, ...types: readonly string[]): Answer => ({ says, media: types });

const taskSchema = z.object({ taskId: z.string() });
const movedIntoSchema = z.object({ into: z.object({ id: z.string(), number: count }) });
const seqSchema = z.object({ seq: z.int().positive() });
const filterSchema = z.object({
  status: z.string().optional(),
  service: z.string().optional(),
  severity: z.string().optional(),
  team: z.string().optional(),
  from: iso.optional(),
  to: iso.optional(),
  search: z.string().max(200).optional(),
  id: z.string().optional().describe("Repeatable or comma-separated: UUIDs"),
});
const routesQuerySchema = z.object({
  range: z.enum(["5", "20", "60", "360"]).default("20"),
  span: z.string().optional(),
  service: z.string().optional(),
});
const pageSchema = filterSchema.extend({
  cursor: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(500).default(50),
});
const reportSchema = z.object({
  days: z.enum(["7", "30", "90", "180", "365"]).default("90"),
  team: z.string().optional(),
  service: z.string().optional(),
  severity: z.enum(SEVERITIES).optional(),
});
const notBuilt = { 501: json("Not built yet", errorSchema) };

export const API_CALLS: readonly ApiCall[] = [
  {
    method: "POST",
    path: "/api/webhooks/alertmanager",
    summary: "Takes an Alertmanager webhook (version 4). Answers once it is durable.",
    needs: "ingest_alerts",
    body: webhookSchema,
    answers: {
      202: json("Stored", intakeSchema),
      413: json("Larger than 64 MiB", errorSchema),
      503: json("Could not be made durable: send it again", errorSchema),
    },
  },
  {
    method: "POST",
    path: "/api/webhooks/heartbeat/{name}",
    summary: "Says that a dead man's switch still beats.",
    needs: "ingest_alerts",
    answers: { 202: json("Noted", z.looseObject({})), 503: json("Send it again", errorSchema) },
  },
  {
    method: "POST",
    path: "/api/webhooks/change",
    summary: "Tells of a deploy, flag, configuration or schema change.",
    needs: "ingest_change",
    body: changeInputSchema,
    answers: { 202: json("Stored, or known already", z.object({ accepted: count, duplicates: count })) },
  },
  {
    method: "GET",
    path: "/api/incidents",
    summary: "Lists incidents with their derived times, newest first.",
    needs: "read",
    query: pageSchema,
    answers: { 200: json("One page", incidentPageSchema) },
  },
  {
    method: "POST",
    path: "/api/incidents",
    summary: "Declares an incident by hand.",
    needs: "command",
    body: declareInputSchema,
    answers: { 201: json("Opened", incidentWireSchema), 409: json("One is open there already", conflictSchema) },
  },
  {
    method: "POST",
    path: "/api/incidents/test",
    summary: "Opens a test incident, which no report counts.",
    needs: "command",
    answers: { 200: json("The one that is open", incidentWireSchema), 201: json("Opened", incidentWireSchema) },
  },
  {
    method: "POST",
    path: "/api/incidents/import",
    summary: "Imports past incidents from CSV or JSON lines.",
    needs: "command",
    bodyMedia: ["text/csv", "application/x-ndjson"],
    answers: notBuilt,
  },
  {
    method: "GET",
    path: "/api/incidents.csv",
    summary: "Lists incidents as CSV, all that match.",
    needs: "read",
    query: filterSchema,
    answers: { 200: media("CSV", "text/csv") },
  },
  {
    method: "GET",
    path: "/api/board",
    summary: "Shows what the board shows, from a row on.",
    needs: "read",
    query: pageSchema.omit({ cursor: true }).extend({
      order: z.enum(BOARD_ORDERS).default("need"),
      offset: count.default(0),
    }),
    answers: { 200: json("The board", boardSchema) },
  },
  {
    method: "GET",
    path: "/api/board/signals",
    summary: "Shows how the failing signals of incidents ran in the last hour, as known now.",
    needs: "read",
    query: z.object({ id: z.string().describe(`Repeatable, at most ${MAX_SIGNAL_LINES}: UUIDs of incidents`) }),
    answers: { 200: json("One line for each that there is", boardSignalsSchema) },
  },
  {
    method: "GET",
    path: "/api/incidents/{id}",
    summary: "Shows one incident. {id} is its UUID or its number.",
    needs: "read",
    answers: { 200: json("The incident", incidentWireSchema) },
  },
  {
    method: "GET",
    path: "/api/incidents/{id}/events",
    summary: "Lists its events in order.",
    needs: "read",
    query: z.object({ after: z.coerce.number().int().nonnegative().default(0) }),
    answers: { 200: json("Events after that seq", z.object({ events: z.array(wireEventSchema) })) },
  },
  {
    method: "GET",
    path: "/api/incidents/{id}/live",
    summary: "Streams its events as they are committed. Last-Event-ID resumes.",
    needs: "read",
    answers: { 200: media("Server-sent events; id = seq", "text/event-stream") },
  },
  {
    method: "GET",
    path: "/api/live",
    summary: "Streams which incidents changed, and the events of those that are asked for.",
    needs: "read",
    query: z.object({
      incident: z.string().optional().describe("Repeatable: UUID or number, then :seq of the last known event"),
      board: z.literal("1").optional().describe("With incident: which incidents changed as well"),
    }),
    answers: { 200: media("Server-sent events", "text/event-stream") },
  },
  {
    method: "GET",
    path: "/api/incidents/{id}/map",
    summary: "Shows who calls whom around its service, with rate, errors and p95, from traces.",
    needs: "read",
    query: z.object({ format: z.enum(["json", "mermaid", "svg"]).default("json"), download: z.string().optional() }),
    answers: {
      200: media("JSON {map}, a Mermaid flowchart or a picture", "application/json", "text/plain", "image/svg+xml"),
      502: json("Nothing has answered yet", errorSchema),
    },
  },
  {
    method: "GET",
    path: "/api/incidents/{id}/hypotheses",
    summary: "Shows the last diagnosis with its evidence.",
    needs: "read",
    answers: { 200: json("null before the first", z.object({ diagnosis: z.nullable(diagnosisSchema) })) },
  },
  {
    method: "GET",
    path: "/api/incidents/{id}/breakers",
    summary:
      "Tells each breaker with its calls of the last minute every 5 s and its last 10 failures with their traces.",
    needs: "read",
    query: z.object({ download: z.string().optional() }),
    answers: { 200: json("What could not be had is named in gaps", breakerReportSchema) },
  },
  {
    method: "GET",
    path: "/api/incidents/{id}/logs",
    summary: "Groups the last panic, error and timeout lines of the affected pods, by rate.",
    needs: "read",
    answers: { 200: json("With its age; state unknown until the first reading is there", roomLogsSchema) },
  },
  {
    method: "POST",
    path: "/api/incidents/{id}/hypotheses/judge",
    summary: "Accepts or rejects one hypothesis.",
    needs: "command",
    body: judgeInputSchema,
    answers: { 200: json("Recorded", judgeInputSchema.pick({ verdict: true })) },
  },
  {
    method: "POST",
    path: "/api/incidents/{id}/acknowledge",
    summary: "Says that somebody is on it. A second time changes nothing.",
    needs: "command",
    answers: { 200: json("Since when", z.object({ acknowledgedAt: iso.nullable() })) },
  },
  {
    method: "POST",
    path: "/api/incidents/{id}/notes",
    summary: "Puts a note on the timeline.",
    needs: "command",
    body: noteInputSchema,
    answers: { 201: json("Its seq", seqSchema) },
  },
  {
    method: "POST",
    path: "/api/incidents/{id}/status-updates",
    summary: "Tells conditions, actions and needs.",
    needs: "command",
    body: statusUpdateInputSchema,
    answers: { 201: json("Its seq", seqSchema) },
  },
  {
    method: "POST",
    path: "/api/incidents/{id}/roles",
    summary: "Hands a duty over, or back.",
    needs: "command",
    body: dutyInputSchema,
    answers: {
      200: json(
        "Who has it now",
        z.object({
          duty: dutyInputSchema.shape.duty,
          person: z.object({ id: z.string(), name: z.string() }).nullable(),
        }),
      ),
    },
  },
  {
    method: "POST",
    path: "/api/incidents/{id}/notes/{seq}",
    summary: "Changes the words of one's own note. The original stays.",
    needs: "command",
    body: noteInputSchema,
    answers: { 200: json("Changed", seqSchema) },
  },
  {
    method: "POST",
    path: "/api/incidents/{id}/pins",
    summary: "Pins an event, or takes it down.",
    needs: "command",
    body: pinInputSchema,
    answers: { 200: json("So it is", pinInputSchema) },
  },
  {
    method: "POST",
    path: "/api/incidents/{id}/tasks",
    summary: "Adds something to do.",
    needs: "command",
    body: taskInputSchema,
    answers: { 201: json("Its id", taskSchema) },
  },
  {
    method: "POST",
    path: "/api/incidents/{id}/tasks/{taskId}",
    summary: "Gives a task to somebody, marks it done or opens it again.",
    needs: "command",
    body: taskChangeInputSchema,
    answers: { 200: json("So it is", taskSchema) },
  },
  {
    method: "GET",
    path: "/api/incidents/{id}/alerts",
    summary: "Lists its alerts, and when Alertmanager was last heard.",
    needs: "read",
    answers: { 200: json("In order of start", alertsAnswerSchema) },
  },
  {
    method: "POST",
    path: "/api/incidents/{id}/alerts/acknowledge",
    summary: "Says that somebody has seen alerts. Acknowledge is not silence: they keep notifying.",
    needs: "command",
    body: acknowledgeAlertsInputSchema,
    answers: { 200: json("How many are new", z.object({ acknowledged: count })) },
  },
  {
    method: "POST",
    path: "/api/incidents/{id}/alerts/end",
    summary: "States that alerts are over whose resolve never came. Needs a commander.",
    needs: "command",
    body: endAlertsInputSchema,
    answers: { 200: json("How many ended", z.object({ ended: count })) },
  },
  {
    method: "POST",
    path: "/api/incidents/{id}/merge",
    summary: "Makes it a part of another incident, which gets its alerts.",
    needs: "command",
    body: mergeInputSchema,
    answers: {
      200: json("Where its alerts are", movedIntoSchema),
      409: json("One of them is over, part of another, or under mitigation", errorSchema),
    },
  },
  {
    method: "POST",
    path: "/api/incidents/{id}/split",
    summary: "Opens a new incident with some of its alerts.",
    needs: "command",
    body: splitInputSchema,
    answers: {
      200: json("Split before", movedIntoSchema),
      201: json("The new incident", movedIntoSchema),
      409: json("It is resolved", errorSchema),
    },
  },
  {
    method: "POST",
    path: "/api/incidents/{id}/links",
    summary: "Links it to another incident.",
    needs: "command",
    body: linkInputSchema,
    answers: { 200: json("Linked", linkInputSchema.pick({ relation: true })) },
  },
  {
    method: "POST",
    path: "/api/incidents/{id}/unlink",
    summary: "Takes a link away.",
    needs: "command",
    body: linkInputSchema,
    answers: { 200: json("Gone", linkInputSchema.pick({ relation: true })) },
  },
  {
    method: "POST",
    path: "/api/incidents/{id}/severity",
    summary: "Sets the severity, with a reason.",
    needs: "command",
    body: severityInputSchema,
    answers: { 200: json("Set", severityInputSchema.pick({ severity: true })) },
  },
  {
    method: "POST",
    path: "/api/incidents/{id}/impact",
    summary: "Enters when users were first hurt.",
    needs: "command",
    body: impactInputSchema,
    answers: { 200: json("Entered", impactInputSchema) },
  },
  {
    method: "POST",
    path: "/api/incidents/{id}/corrections",
    summary: "Corrects when an event happened. The original stays.",
    needs: "command",
    body: correctTimeInputSchema,
    answers: { 200: json("Corrected", correctTimeInputSchema.omit({ reason: true })) },
  },
  {
    method: "POST",
    path: "/api/incidents/{id}/resolve",
    summary: "Resolves by hand. While alerts fire only a commander may.",
    needs: "command",
    body: resolveInputSchema,
    answers: {
      200: json("Resolved", z.object({ status: z.literal("resolved") })),
      409: json("Resolved already, or a mitigation is being applied", errorSchema),
    },
  },
  {
    method: "GET",
    path: "/api/incidents/{id}/mitigations",
    summary: "Lists its plans and mitigations.",
    needs: "read",
    answers: { 200: json("Newest last", mitigationsAnswerSchema) },
  },
  {
    method: "POST",
    path: "/api/incidents/{id}/mitigations",
    summary: "Plans a rollback with its guards. Changes nothing.",
    needs: "plan_mitigation",
    body: planMitigationInputSchema,
    answers: {
      201: json("A plan; its guards may fail", mitigationPreviewSchema),
      422: json("No plan can be made; the guards say why", guardsSchema),
    },
  },
  {
    method: "GET",
    path: "/api/mitigations/{id}",
    summary: "Shows one plan and how far it has come.",
    needs: "read",
    answers: { 200: json("The plan", mitigationSchema) },
  },
  {
    method: "POST",
    path: "/api/mitigations/{id}/approve",
    summary: "Approves exactly the plan with that digest.",
    needs: "approve_mitigation",
    body: approveMitigationInputSchema,
    answers: {
      202: json("Being carried out", z.object({ mitigationId: z.string(), incidentId: z.string() })),
      409: json("Something moved since it was planned, it expired, or it was used", movedSchema),
      422: json("A guard fails now", guardsSchema),
      502: json("The cluster does not answer", errorSchema),
    },
  },
  {
    method: "POST",
    path: "/api/mitigations/{id}/settle",
    summary: "States what became of a mitigation whose outcome is unknown. Needs a person.",
    needs: "approve_mitigation",
    body: settleInputSchema,
    answers: {
      200: json("Its status now", z.object({ status: z.enum(["failed", "verifying"]) })),
      409: json("Its outcome is known", errorSchema),
    },
  },
  {
    method: "GET",
    path: "/api/incidents/{id}/timeline",
    summary: "Tells the incident as text.",
    needs: "read",
    query: z.object({
      format: z.enum(["sequence", "gantt", "timeline", "json", "csv", "markdown"]).default("json"),
      download: z.string().optional(),
    }),
    answers: {
      200: media("Mermaid, JSON, CSV or Markdown", "application/json", "text/plain", "text/csv", "text/markdown"),
    },
  },
  {
    method: "GET",
    path: "/api/incidents/{id}/postmortem",
    summary: "Shows the post-mortem, or a draft from the events.",
    needs: "read",
    answers: { 200: json("The document", postmortemWireSchema) },
  },
  {
    method: "PUT",
    path: "/api/incidents/{id}/postmortem",
    summary: "Saves its text, moves it one step, or both.",
    needs: "command",
    body: savePostmortemInputSchema,
    answers: {
      200: json("Saved", postmortemWireSchema),
      409: json("Saved by somebody in between, signed off, or no such step", errorSchema),
    },
  },
  {
    method: "GET",
    path: "/api/incidents/{id}/routes.json",
    summary: "Gives latency and abnormal requests by route.",
    needs: "read",
    query: routesQuerySchema,
    answers: { 200: json("Routes, most abnormal first", routeFrameSchema) },
  },
  {
    method: "GET",
    path: "/api/incidents/{id}/routes.svg",
    summary: "Draws latency and abnormal requests by route.",
    needs: "read",
    query: routesQuerySchema.extend({ tz: z.string().default("UTC"), download: z.string().optional() }),
    answers: { 200: media("The picture", "image/svg+xml") },
  },
  {
    method: "GET",
    path: "/api/incidents/{id}/postmortem.md",
    summary: "Gives the post-mortem as Markdown.",
    needs: "read",
    answers: { 200: media("The document", "text/markdown") },
  },
  {
    method: "GET",
    path: "/api/incidents/{id}/postmortem.pdf",
    summary: "Gives the post-mortem as PDF.",
    needs: "read",
    answers: notBuilt,
  },
  {
    method: "GET",
    path: "/api/incidents/{id}/snapshots",
    summary: "Lists its forensic snapshots.",
    needs: "read",
    answers: { 200: json("Snapshots", z.object({ snapshots: z.array(snapshotSchema) })) },
  },
  {
    method: "POST",
    path: "/api/incidents/{id}/snapshots",
    summary: "Asks for a forensic snapshot.",
    needs: "command",
    answers: { 202: json("Being sealed; Location names it", snapshotSchema) },
  },
  {
    method: "GET",
    path: "/api/snapshots/{id}",
    summary: "Gives the sealed archive.",
    needs: "read",
    answers: { 200: media("The archive", "application/zip"), 202: json("Not sealed yet", snapshotSchema) },
  },
  {
    method: "GET",
    path: "/api/incidents/{id}/traces",
    summary:
      "Lists traces of a rectangle of its heat map (epoch ms, ms) and how they differ from the rest of that time.",
    needs: "read",
    query: selectionQuerySchema,
    answers: { 200: json("A sample of them", selectedTracesSchema) },
  },
  {
    method: "GET",
    path: "/api/incidents/{id}/traces/compare",
    summary: "Compares slow with fast traces, or those of the newest release with those before, by operation.",
    needs: "read",
    query: cohortsQuerySchema,
    answers: { 200: json("Both cohorts with n", traceCohortsSchema) },
  },
  {
    method: "GET",
    path: "/api/traces/{traceId}",
    summary: "Gives one whole trace. {traceId} is hex (leading zeros may be missing, dashes may be there) or base64.",
    needs: "read",
    answers: {
      200: json("The trace", traceAnswerSchema),
      404: json("The trace store does not have it", errorSchema),
      502: json("The trace store does not answer", errorSchema),
    },
  },
  {
    method: "GET",
    path: "/api/traces/{traceId}/sequence.mmd",
    summary: "Tells a trace as a Mermaid sequence diagram.",
    needs: "read",
    answers: {
      200: media("Mermaid", "text/plain"),
      404: json("The trace store does not have it", errorSchema),
      502: json("The trace store does not answer", errorSchema),
    },
  },
  {
    method: "POST",
    path: "/api/loadtests",
    summary: "Judges a k6 result.",
    needs: "command",
    bodyMedia: ["application/json", "application/x-ndjson"],
    answers: notBuilt,
  },
  {
    method: "GET",
    path: "/api/reports/mttx",
    summary: "Reports times to detect, acknowledge, mitigate and resolve, with n and definitions.",
    needs: "report",
    query: reportSchema,
    answers: { 200: json("The figures", z.looseObject({})) },
  },
  {
    method: "GET",
    path: "/api/reports/mttx.csv",
    summary: "Lists those times by incident.",
    needs: "report",
    query: reportSchema,
    answers: { 200: media("CSV", "text/csv") },
  },
  {
    method: "GET",
    path: "/api/reports/rollbacks.csv",
    summary: "Lists mitigations and what came of them.",
    needs: "report",
    query: reportSchema,
    answers: { 200: media("CSV", "text/csv") },
  },
  {
    method: "GET",
    path: "/api/reports/slo",
    summary: "Reports objectives and error budgets.",
    needs: "report",
    answers: notBuilt,
  },
  {
    method: "GET",
    path: "/api/health",
    summary: "UP, DEGRADED or DOWN; components for who may read.",
    needs: "public",
    answers: { 200: json("UP or DEGRADED", healthSchema), 503: json("DOWN", healthSchema) },
  },
  {
    method: "GET",
    path: "/api/ready",
    summary: "May this process take traffic?",
    needs: "public",
    answers: {
      200: json("It may", z.object({ status: z.literal("READY") })),
      503: json("It may not", z.object({ status: z.literal("NOT_READY") })),
    },
  },
  {
    method: "GET",
    path: "/metrics",
    summary: "Firebreak's own metrics.",
    needs: "read_own_metrics",
    answers: { 200: media("Prometheus text", "text/plain") },
  },
  {
    method: "GET",
    path: "/api/openapi.json",
    summary: "This description.",
    needs: "read",
    answers: { 200: json("OpenAPI 3.1", z.looseObject({ openapi: z.string() })) },
  },
];
