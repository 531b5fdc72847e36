import type { TimeCorrection } from "./event-time";
import type { EffectMetric, EventKind, Explanation, IncidentEvent, TimelineEvent } from "./events";

/** Shape of the mark in front of an entry: full triangle = somebody must act, and so on. Never colour alone. */
export type TimelineShape =
  | "act"
  | "watch"
  | "fine"
  | "fail"
  | "unknown"
  | "open"
  | "half"
  | "closed"
  | "deploy"
  | "dot"
  | "ring"
  | "note"
  | "person"
  | "camera"
  | "diagnosis"
  | "action"
  | "message";

/** act: a person must do something · watch: it moves · fine: checked and good · plain: a record. */
export type TimelineTone = "act" | "watch" | "fine" | "plain";

/** One line of an incident's story. The words are in the message catalogue under `events`. */
export type TimelineEntry = {
  readonly seq: number;
  /** When it happened, after corrections. */
  readonly at: Date;
  readonly recordedAt: Date;
  readonly kind: EventKind | "unknown";
  readonly actor: string;
  readonly shape: TimelineShape;
  readonly tone: TimelineTone;
  /** Key under `events`; may depend on the data, e.g. `breaker_changed.open`. */
  readonly messageKey: string;
  /** A second, quieter line; null when there is nothing to add. */
  readonly detailKey: string | null;
  /** Further sentences of that line, keys under `events.why`. */
  readonly details: readonly Explanation[];
  /** Words of a person, shown as a quotation; null otherwise. */
  readonly quote: string | null;
  /** Values of both messages. Times are ISO 8601 under names that end in `At`; durations end in `Ms`. */
  readonly params: Readonly<Record<string, string | number>>;
  /** When and why a person moved it in time; null = it stands where it was stored. */
  readonly correction: TimeCorrection | null;
  readonly isPinned: boolean;
  /** The last edit of a note's words; null = as first written. */
  readonly edit: { readonly by: string; readonly at: Date; readonly original: string } | null;
  /** True when the event was recorded more than a minute after it happened. */
  readonly isFoundLater: boolean;
  /** Where more about it is; null when it is all here. */
  readonly href: string | null;
};

/** What one event says, before it is placed in time. */
export type Telling = Pick<TimelineEntry, "shape" | "tone" | "messageKey"> &
  Partial<Pick<TimelineEntry, "detailKey" | "details" | "quote" | "params" | "href">>;

/** The quiet line of a stored reason: in the reader's words where its key is known, else as it was stored. */
function reasonOf(data: { readonly reason: string; readonly why?: Explanation | undefined }) {
  return data.why === undefined
    ? { detailKey: "reason", params: { reason: data.reason } }
    : { details: [data.why], params: {} };
}

/** Words, mark and tone of one event; the switch names every kind, so a new one must be told here. */
export function tellEvent(event: TimelineEvent): Telling {
  if (event.kind === "unknown") {
    return {
      shape: "unknown",
      tone: "plain",
      messageKey: "unknown",
      params: { kind: event.storedKind, version: event.storedVersion },
    };
  }
  return tellKnown(event);
}

function tellKnown(event: IncidentEvent): Telling {
  switch (event.kind) {
    case "opened": {
      const { title, service, severity, groupingReason, groupingWhy } = event.data;
      const messageKey = `opened.${event.data.origin}`;
      return {
        shape: "ring",
        tone: "plain",
        messageKey,
        ...(groupingWhy === undefined ? { detailKey: "opened.detail" } : { details: [groupingWhy] }),
        params: { title, service, severity, groupingReason },
      };
    }
    case "alerts_changed":
      return tellAlerts(event.data);
    case "severity_changed":
      return {
        shape: "ring",
        tone: "plain",
        messageKey: "severity_changed",
        ...(event.data.why ? { details: event.data.why } : { quote: event.data.reason }),
        params: { from: event.data.from, to: event.data.to },
      };
    case "acknowledged":
      return { shape: "person", tone: "plain", messageKey: "acknowledged" };
    case "duty_assigned": {
      const { duty, person, from, note } = event.data;
      const messageKey = `duty_assigned.${person === null ? "handed_back" : from ? "handed_over" : "taken"}`;
      const params = { duty, person: person?.name ?? "", from: from?.name ?? "" };
      return { shape: "person", tone: "plain", messageKey, quote: note ?? null, params };
    }
    case "note_added":
      return { shape: "note", tone: "plain", messageKey: "note_added", quote: event.data.text };
    case "note_edited":
      return { shape: "note", tone: "plain", messageKey: "note_edited", params: { ofSeq: event.data.ofSeq } };
    case "pin_changed": {
      const { ofSeq, isPinned } = event.data;
      return { shape: "dot", tone: "plain", messageKey: isPinned ? "pinned" : "unpinned", params: { ofSeq } };
    }
    case "task_added":
    case "task_assigned":
    case "task_finished":
      return tellTask(event);
    case "alerts_acknowledged":
      return tellActedAlerts("alerts_acknowledged", event.data.acknowledged, event.data.note, event.data.episodes);
    case "alerts_ended":
      return tellActedAlerts("alerts_ended", event.data.ended, event.data.reason, event.data.episodes);
    case "merged_into":
    case "split_into":
      return tellOther(event.kind, event.data.into, event.data.reason, { moved: event.data.moved });
    case "merged_from":
    case "split_from":
      return tellOther(event.kind, event.data.from, event.data.reason, { moved: event.data.moved });
    case "incident_linked":
    case "incident_unlinked":
      return tellOther(event.kind, event.data.to, event.data.reason, { relation: event.data.relation });
    case "status_update": {
      const { conditions, actions, needs } = event.data;
      return {
        shape: "message",
        tone: "plain",
        messageKey: "status_update",
        quote: [conditions, actions, needs].filter((text) => text !== "").join("\n"),
      };
    }
    case "change_seen": {
      const { kind, service, version, commit, summary } = event.data;
      const messageKey = `change_seen.${kind}${kind === "deploy" && version ? "_version" : ""}`;
      const detailKey = commit ? "change_seen.commit" : summary ? "change_seen.summary" : null;
      const params = { service, version: version ?? "", commit: commit?.slice(0, 7) ?? "", summary };
      return { shape: kind === "deploy" ? "deploy" : "dot", tone: "plain", messageKey, detailKey, params };
    }
    case "breaker_changed": {
      const { caller, callee, to, podsOpen, pods } = event.data;
      const look = {
        open: ["open", "act"],
        half_open: ["half", "watch"],
        closed: ["closed", "plain"],
        unknown: ["unknown", "plain"],
      } as const;
      const [shape, tone] = look[to];
      return {
        shape,
        tone,
        messageKey: `breaker_changed.${to}`,
        detailKey: to === "open" ? "breaker_changed.pods" : null,
        params: { caller, callee, podsOpen, pods },
      };
    }
    case "diagnosed":
      return tellDiagnosis(event.data);
    case "hypothesis_judged": {
      const { verdict, title } = event.data;
      return {
        shape: verdict === "accepted" ? "fine" : "fail",
        tone: verdict === "accepted" ? "fine" : "plain",
        messageKey: `hypothesis_judged.${verdict}`,
        params: { title },
      };
    }
    case "impact_entered":
      return { shape: "dot", tone: "plain", messageKey: "impact_entered", params: { impactAt: event.data.at } };
    case "mitigation_planned": {
      const { workload, fromVersion, toVersion, fromRevision, toRevision, guards } = event.data;
      const locked = guards.filter(({ state }) => state === "fail" || state === "unknown").length;
      const params = {
        workload,
        from: fromVersion ?? `#${fromRevision}`,
        to: toVersion ?? `#${toRevision}`,
        guards: guards.length,
        locked,
      };
      return {
        shape: "ring",
        tone: "plain",
        messageKey: "mitigation_planned",
        detailKey: "mitigation_planned_guards",
        params,
      };
    }
    case "mitigation_refused":
      return {
        shape: "fail",
        tone: "act",
        messageKey: "mitigation_refused",
        ...reasonOf({ ...event.data, reason: [event.data.reason, ...event.data.moved].join(", ") }),
      };
    case "mitigation_approved": {
      const { waivers } = event.data;
      return {
        shape: "person",
        tone: "plain",
        messageKey: "mitigation_approved",
        detailKey: waivers.length > 0 ? "mitigation_approved_waived" : null,
        params: { waivers: waivers.length },
      };
    }
    case "mitigation_applying":
      return {
        shape: "action",
        tone: "watch",
        messageKey: event.data.attempt > 1 ? "mitigation_applying.again" : "mitigation_applying.first",
        params: { attempt: event.data.attempt },
      };
    case "mitigation_patched":
      return {
        shape: "action",
        tone: "watch",
        messageKey: "mitigation_patched",
        detailKey: "mitigation_patched_version",
        params: { resourceVersion: event.data.resourceVersion },
      };
    case "mitigation_applied":
      return {
        shape: "fine",
        tone: "fine",
        messageKey: "mitigation_applied",
        params: { version: event.data.version ?? `#${event.data.revision}` },
      };
    case "mitigation_failed":
      return {
        shape: "fail",
        tone: "act",
        messageKey: "mitigation_failed",
        ...reasonOf(event.data),
      };
    case "mitigation_unknown":
      return {
        shape: "unknown",
        tone: "act",
        messageKey: "mitigation_unknown",
        ...reasonOf(event.data),
      };
    case "mitigation_settled": {
      const { outcome, reason } = event.data;
      return {
        shape: outcome === "applied" ? "fine" : "fail",
        tone: "plain",
        messageKey: `mitigation_settled.${outcome}`,
        quote: reason,
      };
    }
    case "verification_started": {
      const { windowMs, p95MaxMs } = event.data.limits;
      return {
        shape: "ring",
        tone: "watch",
        messageKey: "verification_started",
        detailKey: "verification_started_limit",
        params: { windowMs, p95MaxMs },
      };
    }
    case "verification_restarted": {
      const { metric, value, limit } = event.data;
      return {
        shape: "watch",
        tone: "watch",
        messageKey: "verification_restarted",
        detailKey: `metric_over.${metric}`,
        params: { [`value${METRIC_SUFFIX[metric]}`]: value, [`limit${METRIC_SUFFIX[metric]}`]: limit },
      };
    }
    case "recovery_checked":
      return tellRecovery(event.data);
    case "resolved":
      return {
        shape: "fine",
        tone: "fine",
        messageKey: `resolved.${event.data.how}`,
        ...reasonOf(event.data),
      };
    case "closed":
      return {
        shape: "fine",
        tone: "plain",
        messageKey: "closed",
        detailKey: "reason",
        params: { reason: event.data.reason },
      };
    case "snapshot_sealed": {
      const { snapshotId, bytes, sha256 } = event.data;
      const params = { bytes, sha256: sha256.slice(0, 12) };
      return {
        shape: "camera",
        tone: "plain",
        messageKey: "snapshot_sealed",
        detailKey: "snapshot_sealed_digest",
        params,
        href: `/api/snapshots/${snapshotId}`,
      };
    }
    case "time_corrected":
      return {
        shape: "dot",
        tone: "plain",
        messageKey: "time_corrected",
        quote: event.data.reason,
        params: { ofSeq: event.data.ofSeq, correctedAt: event.data.at },
      };
    default:
      return event satisfies never;
  }
}

/** Unit of a metric as the end of a parameter's name, so that screens know how to write it. */
const METRIC_SUFFIX: Readonly<Record<EffectMetric, string>> = {
  p95_ms: "Ms",
  error_ratio: "Ratio",
  goroutines: "",
  allocation_bytes_per_s: "Bytes",
  panics_per_s: "PerS",
  requests_per_s: "PerS",
};

type DataOf<K extends EventKind> = Extract<IncidentEvent, { kind: K }>["data"];

function tellTask(event: Extract<IncidentEvent, { kind: `task_${string}` }>): Telling {
  const { title } = event.data;
  if (event.kind === "task_finished") {
    const { isDone } = event.data;
    return {
      shape: isDone ? "fine" : "ring",
      tone: "plain",
      messageKey: isDone ? "task_finished.done" : "task_finished.reopened",
      params: { title },
    };
  }
  const assignee = event.data.assignee?.name ?? "";
  const messageKey = `${event.kind}.${assignee === "" ? "nobody" : "somebody"}`;
  return { shape: "ring", tone: "plain", messageKey, params: { title, assignee } };
}

function tellActedAlerts(
  messageKey: "alerts_acknowledged" | "alerts_ended",
  n: number,
  quote: string,
  episodes: DataOf<"alerts_ended">["episodes"],
): Telling {
  const params = { n, alertname: [...new Set(episodes.map(({ alertname }) => alertname))].slice(0, 3).join(", ") };
  return { shape: "person", tone: "plain", messageKey, detailKey: "alerts_changed.name", quote, params };
}

function tellOther(
  messageKey: EventKind,
  other: DataOf<"incident_linked">["to"],
  quote: string,
  params: Readonly<Record<string, string | number>>,
): Telling {
  const { number, title } = other;
  const href = `/incidents/${number}`;
  return { shape: "ring", tone: "plain", messageKey, quote, params: { number, title, ...params }, href };
}

function tellAlerts(data: DataOf<"alerts_changed">): Telling {
  const first = data.episodes[0];
  const params = {
    fired: data.fired,
    resolved: data.resolved,
    firingNow: data.firingNow,
    summary: first?.summary ?? "",
    alertname: first?.alertname ?? "",
    service: first?.service ?? "",
    truncated: data.truncatedAlerts,
  };
  if (data.fired === 0 && data.firingNow === 0)
    return {
      shape: "fine",
      tone: "fine",
      messageKey: "alerts_changed.cleared",
      detailKey: "alerts_changed.name",
      params,
    };
  if (data.fired === 0)
    return {
      shape: "dot",
      tone: "plain",
      messageKey: "alerts_changed.resolved",
      detailKey: "alerts_changed.still",
      params,
    };
  const messageKey = data.fired === 1 && first ? "alerts_changed.fired_one" : "alerts_changed.fired_many";
  return { shape: "act", tone: "act", messageKey, detailKey: first ? "alerts_changed.name" : null, params };
}

function tellDiagnosis(data: DataOf<"diagnosed">): Telling {
  const top = data.hypotheses[0];
  if (data.isInsufficient || top === undefined) {
    return {
      shape: "diagnosis",
      tone: "plain",
      messageKey: "diagnosed.insufficient",
      detailKey: data.gaps.length > 0 ? "diagnosed.gaps" : null,
      params: { gaps: data.gaps.join(", ") },
    };
  }
  const params = {
    service: top.cause.service,
    trigger: top.cause.trigger,
    mechanism: top.cause.mechanism,
    version: top.version ?? "",
    confidence: top.confidence,
    n: data.hypotheses.length,
  };
  return {
    shape: "diagnosis",
    tone: "plain",
    messageKey: top.version ? "diagnosed.version" : "diagnosed.cause",
    detailKey: "diagnosed.detail",
    params,
  };
}

function tellRecovery(data: DataOf<"recovery_checked">): Telling {
  const p95 = data.effects.find(({ metric }) => metric === "p95_ms");
  const hasEffect = p95 !== undefined && p95.before !== null && p95.after !== null;
  const why = data.why ?? [];
  const params = { reason: data.reason, beforeMs: p95?.before ?? 0, afterMs: p95?.after ?? 0 };
  const look = {
    recovered: ["fine", "fine"],
    not_recovered: ["fail", "act"],
    inconclusive: ["unknown", "watch"],
  } as const;
  const [shape, tone] = look[data.verdict];
  return {
    shape,
    tone,
    messageKey: `recovery_checked.${data.verdict}`,
    detailKey: hasEffect ? "recovery_checked.effect" : why.length > 0 ? null : "reason",
    details: hasEffect ? [] : why,
    params,
  };
}
