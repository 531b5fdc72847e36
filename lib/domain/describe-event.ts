import { durationText } from "./duration-text";
import type { Effect, TimelineEvent } from "./events";

/**
 * What happened in one line of English, for texts that leave the product (Mermaid, CSV, Markdown, snapshots).
 * Screens word events from the message catalogue instead.
 */
export function describeEvent(event: TimelineEvent): string {
  switch (event.kind) {
    case "opened":
      return `Incident opened: ${event.data.title} (${event.data.severity})`;
    case "alerts_changed":
      return describeAlerts(event.data);
    case "severity_changed":
      return `Severity ${event.data.from} → ${event.data.to}: ${event.data.reason}`;
    case "acknowledged":
      return "Acknowledged";
    case "duty_assigned":
      return describeDuty(event.data);
    case "note_added":
      return `Note: ${event.data.text}`;
    case "note_edited":
      return `Note of step ${event.data.ofSeq} now says: ${event.data.text}`;
    case "pin_changed":
      return `Step ${event.data.ofSeq} ${event.data.isPinned ? "pinned" : "no longer pinned"}`;
    case "task_added":
      return `Task: ${event.data.title}${event.data.assignee ? `, for ${event.data.assignee.name}` : ""}`;
    case "task_assigned":
      return `Task ${event.data.title}: ${event.data.assignee ? `for ${event.data.assignee.name}` : "nobody has it"}`;
    case "task_finished":
      return `Task ${event.data.isDone ? "done" : "reopened"}: ${event.data.title}`;
    case "alerts_acknowledged":
      return sentence(`${counted(event.data.acknowledged)} acknowledged, still notifying`, event.data.note);
    case "alerts_ended":
      return sentence(`${counted(event.data.ended)} stated to be over without a resolve`, event.data.reason);
    case "merged_into":
      return sentence(`Merged into #${event.data.into.number}, ${counted(event.data.moved)} moved`, event.data.reason);
    case "merged_from":
      return sentence(`#${event.data.from.number} merged in with ${counted(event.data.moved)}`, event.data.reason);
    case "split_into":
      return sentence(`${counted(event.data.moved)} split off into #${event.data.into.number}`, event.data.reason);
    case "split_from":
      return sentence(`Split from #${event.data.from.number} with ${counted(event.data.moved)}`, event.data.reason);
    case "incident_linked":
      return sentence(`${RELATIONS[event.data.relation]} #${event.data.to.number}`, event.data.reason);
    case "incident_unlinked":
      return sentence(`No longer ${RELATIONS[event.data.relation]} #${event.data.to.number}`, event.data.reason);
    case "status_update":
      return ["Update", event.data.conditions, event.data.actions, event.data.needs].filter(Boolean).join(". ");
    case "change_seen":
      return `${event.data.kind} of ${event.data.service}${event.data.version ? ` ${event.data.version}` : ""}: ${event.data.summary}`;
    case "breaker_changed":
      return `Breaker ${event.data.caller} → ${event.data.callee} ${event.data.to.replace("_", "-")} (${event.data.podsOpen} of ${event.data.pods} pods open)`;
    case "diagnosed":
      return describeDiagnosis(event.data);
    case "hypothesis_judged":
      return `Hypothesis ${event.data.verdict}: ${event.data.title}`;
    case "impact_entered":
      return `Impact started at ${event.data.at}`;
    case "mitigation_planned":
      return `Rollback planned: ${event.data.workload} ${revisionText(event.data.fromVersion, event.data.fromRevision)} → ${revisionText(event.data.toVersion, event.data.toRevision)}`;
    case "mitigation_refused":
      return `Rollback refused: ${[event.data.reason, ...event.data.moved].join(", ")}`;
    case "mitigation_approved":
      return event.data.waivers.length === 0
        ? "Rollback approved"
        : `Rollback approved, waived: ${event.data.waivers.map((w) => `${w.guardId} (${w.reason})`).join(", ")}`;
    case "mitigation_applying":
      return event.data.attempt > 1 ? `Applying the rollback, attempt ${event.data.attempt}` : "Applying the rollback";
    case "mitigation_patched":
      return "Patch accepted";
    case "mitigation_applied":
      return `Rollout complete: ${revisionText(event.data.version, event.data.revision)}`;
    case "mitigation_failed":
      return `Rollback failed: ${event.data.reason}`;
    case "mitigation_unknown":
      return `Rollback outcome unknown, a person must look: ${event.data.reason}`;
    case "mitigation_settled":
      return sentence(
        event.data.outcome === "applied" ? "Rollback stated to be applied" : "Rollback stated not to be applied",
        event.data.reason,
      );
    case "verification_started":
      return `Watching ${durationText(event.data.limits.windowMs)}: p95 at most ${Math.round(event.data.limits.p95MaxMs)} ms`;
    case "verification_restarted":
      return `Window restarts: ${event.data.metric} ${number(event.data.value)} over ${number(event.data.limit)}`;
    case "recovery_checked":
      return `${VERDICTS[event.data.verdict]}${effectsText(event.data.effects)}`;
    case "resolved":
      return `Resolved: ${event.data.reason}`;
    case "closed":
      return `Closed: ${event.data.reason}`;
    case "snapshot_sealed":
      return `Snapshot sealed, sha256 ${event.data.sha256.slice(0, 12)}`;
    case "time_corrected":
      return `Time of event ${event.data.ofSeq} corrected to ${event.data.at}: ${event.data.reason}`;
    case "unknown":
      return `Unknown step ${event.storedKind} (version ${event.storedVersion})`;
    default:
      return event satisfies never;
  }
}

const RELATIONS = {
  related: "Related to",
  caused_by: "Caused by",
  causes: "Cause of",
  recurrence_of: "Recurrence of",
  recurred_as: "Recurred as",
} as const;

function sentence(what: string, why: string): string {
  return why === "" ? what : `${what}: ${why}`;
}

function counted(alerts: number): string {
  return alerts === 1 ? "1 alert" : `${alerts} alerts`;
}

function describeDuty({ duty, person, from, note = "" }: Extract<TimelineEvent, { kind: "duty_assigned" }>["data"]) {
  if (person === null) return sentence(from ? `${from.name} gave ${duty} back` : `Nobody is ${duty}`, note);
  return sentence(from ? `${from.name} handed ${duty} over to ${person.name}` : `${person.name} is ${duty}`, note);
}

const VERDICTS = {
  recovered: "Recovered",
  not_recovered: "Not recovered",
  inconclusive: "Recovery not proved",
} as const;

function describeAlerts(data: Extract<TimelineEvent, { kind: "alerts_changed" }>["data"]): string {
  const first = data.episodes[0];
  const counts = [data.fired > 0 && `${data.fired} firing`, data.resolved > 0 && `${data.resolved} resolved`].filter(
    Boolean,
  );
  const more = data.fired + data.resolved - 1;
  const name = first ? `${first.alertname}${more > 0 ? ` and ${more} more` : ""}, ` : "";
  return `Alerts: ${name}${counts.join(", ")}; ${data.firingNow} fire now`;
}

function describeDiagnosis(data: Extract<TimelineEvent, { kind: "diagnosed" }>["data"]): string {
  const top = data.hypotheses[0];
  if (data.isInsufficient || top === undefined) return "Diagnosed: insufficient evidence";
  return `Diagnosed: ${top.cause.service} ${top.cause.trigger}${top.version ? ` ${top.version}` : ""}, ${top.cause.mechanism} (${top.confidence.toFixed(2)})`;
}

function revisionText(version: string | null, revision: number): string {
  return version ?? `r${revision}`;
}

/** `, p95_ms 620 → 140 (−77 %)` for the signals known on both sides. */
function effectsText(effects: readonly Effect[]): string {
  return effects
    .flatMap(({ metric, before, after }) => {
      if (before === null || after === null || before === 0) return [];
      const change = Math.round((after / before - 1) * 100);
      return [`, ${metric} ${number(before)} → ${number(after)} (${change < 0 ? "−" : "+"}${Math.abs(change)} %)`];
    })
    .join("");
}

function number(value: number): string {
  return Math.abs(value) >= 10 ? String(Math.round(value)) : String(Number(value.toPrecision(3)));
}
