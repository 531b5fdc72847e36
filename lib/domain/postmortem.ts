import type { Diagnosis } from "./cause";
import { describeEvent } from "./describe-event";
import { durationText } from "./duration-text";
import { correctionsOf, inEventTime } from "./event-time";
import type { TimelineEvent } from "./events";
import { type ChainPhase, goldenChainOf, observationWindowMs } from "./golden-chain";
import type { Incident } from "./incident";
import { linksOf, movesOf, tasksOf } from "./incident-command";
import { clockText, dayText } from "./instant-text";
import { ganttOfIncident } from "./mermaid/incident-gantt";
import { sequenceDiagram } from "./mermaid/sequence";
import { type TimeMeasure, type TimeSample, timesOf } from "./mttx";

type DraftInput = {
  readonly incident: Incident;
  readonly number: number;
  readonly events: readonly TimelineEvent[];
  readonly diagnosis: Diagnosis | null;
  readonly now: Date;
};

/** A post-mortem to start from, in Markdown: everything in it comes from events; what only people know is left as a question. */
export function draftPostmortem(input: DraftInput): string {
  const { incident, number, events } = input;
  const title = `#${number} ${incident.title}`;
  return [
    `# ${plain(title)}`,
    "",
    `${incident.severity}, ${plain(incident.service)}, ${plain(incident.environment)}. Times are UTC, ${dayText(incident.detectedAt)}.`,
    section("Summary", summary(input)),
    section("Impact", impact(incident)),
    section("What happened", [
      fence(ganttOfIncident(events, { title, now: input.now })),
      fence(sequenceDiagram(events, { title })),
      table(events),
    ]),
    section("What slowed us", slowed(input)),
    section("Why it happened", why(input)),
    section("What worked", worked(incident, events)),
    section("What we change", [actions(events)]),
    "",
  ].join("\n");
}

function section(heading: string, paragraphs: readonly string[]): string {
  return `\n## ${heading}\n\n${paragraphs.filter((text) => text !== "").join("\n\n")}`;
}

function summary({ incident, events }: DraftInput): readonly string[] {
  const top = incident.diagnosis?.isInsufficient === false ? incident.diagnosis.hypotheses[0] : undefined;
  const cause = top
    ? `The leading hypothesis was **${plain(top.cause.service)}: ${top.cause.trigger}${top.version ? ` ${plain(top.version)}` : ""}, ${top.cause.mechanism}** (${top.confidence.toFixed(2)}).`
    : "The diagnosis found insufficient evidence to name a cause.";
  const applied = inEventTime(events).find((event) => event.kind === "mitigation_applied");
  const did = applied
    ? `${plain(applied.actor.name)} reported: ${plain(describeEvent(applied))}, at ${clockText(applied.at)}.`
    : "No mitigation was applied.";
  const end = incident.mergedInto
    ? `It is part of #${incident.mergedInto.number} since ${clockText(incident.resolvedAt ?? incident.detectedAt)}, and is measured there.`
    : incident.resolution
      ? `It was resolved ${ENDINGS[incident.resolution.how]} after ${durationText((incident.resolvedAt?.getTime() ?? 0) - incident.detectedAt.getTime())}.`
      : "It is not resolved yet.";
  const others = [
    ...movesOf(events).map(
      ({ kind, number, title, reason }) => `- ${MOVES[kind]} #${number} ${plain(title)}: ${plain(reason)}`,
    ),
    ...linksOf(events).map(
      ({ relation, number, title, reason }) =>
        `- ${relation.replaceAll("_", " ")} #${number} ${plain(title)}: ${plain(reason)}`,
    ),
  ];
  return [
    `The first alert fired at ${clockText(incident.detectedAt)}. ${cause} ${did} ${end}`,
    others.length === 0 ? "" : `Other incidents:\n\n${others.join("\n")}`,
  ];
}

const MOVES = {
  merged_into: "part of",
  merged_from: "contains",
  split_into: "alerts split off into",
  split_from: "split from",
} as const;

const ENDINGS = {
  mitigation: "after a verified mitigation",
  by_itself: "by itself, with recovery verified",
  person: "by a person",
} as const;

function impact(incident: Incident): readonly string[] {
  const times = timesOf(incident);
  const rows = (Object.keys(MEASURES) as readonly TimeMeasure[]).map(
    (measure) => `| ${MEASURES[measure]} | ${sampleText(times[measure])} |`,
  );
  const effects = (incident.verdict?.effects ?? []).map(
    ({ metric, before, after, nBefore, nAfter }) =>
      `| ${metric} | ${figure(before)} | ${figure(after)} | ${nBefore ?? "–"} / ${nAfter ?? "–"} |`,
  );
  return [
    `Impact started: ${incident.impactStartAt ? clockText(incident.impactStartAt) : "not known. Enter it in the war room."}`,
    `| Measure | Time |\n|---|---|\n${rows.join("\n")}`,
    effects.length > 0 ? `| Signal | During | After | n |\n|---|---|---|---|\n${effects.join("\n")}` : "",
    "Who was hurt, and how? How many?",
  ];
}

const MEASURES: Readonly<Record<TimeMeasure, string>> = {
  detect: "Time to detect",
  acknowledge: "Time to acknowledge",
  mitigate: "Time to mitigate",
  resolve: "Time to resolve",
};

function sampleText(sample: TimeSample): string {
  switch (sample.state) {
    case "recorded":
      return durationText(sample.durationMs);
    case "pending":
      return "pending";
    case "not_applicable":
      return `not applicable (${sample.reason.replaceAll("_", " ")})`;
    case "invalid":
      return `invalid: ${durationText(sample.durationMs)} (${sample.reason.replaceAll("_", " ")})`;
    default:
      return sample satisfies never;
  }
}

function slowed({ incident, events, now }: DraftInput): readonly string[] {
  if (incident.mergedInto) return [`The clock went on in #${incident.mergedInto.number}: see there.`];
  const chain = goldenChainOf({ incident, now, windowMs: observationWindowMs(events) });
  const overruns = chain.phases.filter((phase) => phase.overrunMs > 0);
  const holdUps = inEventTime(events).filter(
    (event) => event.kind === "verification_restarted" || event.kind === "mitigation_refused",
  );
  const whole =
    chain.overrunMs > 0
      ? [
          `- The whole response took ${durationText(chain.elapsedMs)}, ${durationText(chain.overrunMs)} over its ${durationText(chain.totalMs)}.`,
        ]
      : [];
  if (whole.length + overruns.length + holdUps.length === 0) return ["Every phase ended inside its budget."];
  return [
    [
      ...whole,
      ...overruns.map(overrunLine),
      ...holdUps.map((event) => `- ${clockText(event.at)} ${plain(describeEvent(event))}`),
    ].join("\n"),
  ];
}

function overrunLine(phase: ChainPhase): string {
  return `- **${phase.name}** took ${durationText(phase.elapsedMs)}, ${durationText(phase.overrunMs)} over its limit.`;
}

function why({ diagnosis }: DraftInput): readonly string[] {
  if (diagnosis === null) return ["No diagnosis was made.", "Why did it happen?"];
  const lines = diagnosis.hypotheses.map((h) => {
    const supporting = h.evidence.filter((item) => item.effect === "supports").length;
    const against = h.evidence.filter((item) => item.effect === "contradicts").length;
    return `${h.rank}. ${plain(h.cause.service)}: ${h.cause.trigger}, ${h.cause.mechanism}, ${h.confidence.toFixed(2)} (${supporting} for, ${against} against)`;
  });
  const gaps = diagnosis.gaps.map((gap) => `- ${gap.source} could not be asked: ${gap.reason.replaceAll("_", " ")}`);
  return [
    lines.join("\n"),
    gaps.join("\n"),
    "What made it possible? What made it worse? Why was it not caught before?",
  ];
}

function worked(incident: Incident, events: readonly TimelineEvent[]): readonly string[] {
  const lines = [
    incident.acknowledgedAt &&
      `- Acknowledged ${durationText(incident.acknowledgedAt.getTime() - incident.detectedAt.getTime())} after the first alert.`,
    incident.verdict?.verdict === "recovered" && "- Recovery was proved over a full observation window.",
    events.some((event) => event.kind === "snapshot_sealed") && "- A snapshot was sealed for this review.",
  ].filter(Boolean);
  return [lines.join("\n"), "What else went well? Where were we lucky?"];
}

function table(events: readonly TimelineEvent[]): string {
  const corrections = correctionsOf(events);
  const rows = inEventTime(events).map((event) => {
    const correction = corrections.get(event.seq);
    const was = correction ? ` (was ${clockText(correction.was)}, corrected by ${plain(correction.by)})` : "";
    return `| ${clockText(event.at)}${was} | ${plain(event.actor.name)} | ${plain(describeEvent(event))} |`;
  });
  return ["| Time | Who | What |", "|---|---|---|", ...rows].join("\n");
}

/** Tasks that the incident left open, as actions to agree on; an empty row to begin with. */
function actions(events: readonly TimelineEvent[]): string {
  const open = tasksOf(events).filter(({ doneAt }) => doneAt === null);
  const rows = open.map(({ title, assignee }) => `| ${plain(title)} | ${plain(assignee?.name ?? "")} |  |  |`);
  const blank = "|  |  |  | prevent · detect · mitigate · learn |";
  return ["| Action | Owner | Due | Kind |", "|---|---|---|---|", ...rows, blank].join("\n");
}

function fence(mermaid: string): string {
  return `\`\`\`mermaid\n${mermaid.trimEnd()}\n\`\`\``;
}

function figure(value: number | null): string {
  return value === null ? "–" : String(Number(value.toPrecision(3)));
}

/** Text that people or alerts wrote, as literal Markdown on one line. */
function plain(text: string): string {
  return text.replace(/\s+/g, " ").replace(/[\\`*_{}[\]<>|#]/g, "\\$&");
}
