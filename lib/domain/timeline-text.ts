import { describeEvent } from "./describe-event";
import { correctionsOf, inEventTime } from "./event-time";
import type { TimelineEvent } from "./events";
import { clockText, dayText } from "./instant-text";

type Row = {
  readonly at: Date;
  readonly recordedAt: Date;
  readonly seq: number;
  readonly actor: string;
  readonly kind: string;
  readonly text: string;
};

/** Events in the order in which things happened; a corrected time is said with the original. */
function rowsOf(events: readonly TimelineEvent[]): readonly Row[] {
  const corrections = correctionsOf(events);
  return inEventTime(events).map((event) => {
    const correction = corrections.get(event.seq);
    const text = describeEvent(event);
    return {
      at: event.at,
      recordedAt: event.recordedAt,
      seq: event.seq,
      actor: event.actor.name,
      kind: event.kind === "unknown" ? event.storedKind : event.kind,
      text:
        correction === undefined
          ? text
          : `${text} (was ${clockText(correction.was)}, corrected by ${correction.by}: ${correction.reason})`,
    };
  });
}

/** The timeline as a Markdown table, UTC. */
export function timelineMarkdown(events: readonly TimelineEvent[], options: { readonly title: string }): string {
  const rows = rowsOf(events).map(
    (row) => `| ${dayText(row.at)} ${clockText(row.at)} | ${cell(row.actor)} | ${cell(row.text)} |`,
  );
  return [`# ${cell(options.title)}`, "", "| Time (UTC) | Who | What |", "|---|---|---|", ...rows, ""].join("\n");
}

/** The timeline as CSV (RFC 4180), UTC. Cells that a spreadsheet would run as a formula are prefixed with an apostrophe. */
export function timelineCsv(events: readonly TimelineEvent[]): string {
  const rows = rowsOf(events).map((row) =>
    [String(row.seq), row.at.toISOString(), row.recordedAt.toISOString(), row.kind, row.actor, row.text]
      .map(csvCell)
      .join(","),
  );
  return ["seq,at,recorded_at,kind,actor,text", ...rows, ""].join("\r\n");
}

/** The timeline as a Mermaid timeline would repeat the gantt: JSON is the machine form. */
export function timelineJson(events: readonly TimelineEvent[]): readonly object[] {
  return rowsOf(events).map((row) => ({ ...row, at: row.at.toISOString(), recordedAt: row.recordedAt.toISOString() }));
}

/** One table cell: a single line without the characters that end a cell or begin markup. */
function cell(text: string): string {
  return text.replace(/\s+/g, " ").replace(/[\\`*_{}[\]<>|#]/g, "\\$&");
}

/** Quotes a CSV cell when needed; see OWASP "CSV Injection" for the prefix. */
export function csvCell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
