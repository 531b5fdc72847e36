import { durationText } from "../duration-text";
import { mermaidText } from "./escape";

/** One bar: a phase of the response or a stretch such as a verification window. */
export type GanttBar = {
  readonly section: string;
  readonly name: string;
  readonly start: Date;
  /** null: still running; drawn until `now`. */
  readonly end: Date | null;
  /** Budget of the phase; null = none. Over it the bar is critical. */
  readonly budgetMs: number | null;
};

/** Bars as a Mermaid gantt chart, UTC, in the order given; bars of one section stay together. */
export function ganttChart(bars: readonly GanttBar[], options: { readonly title: string; readonly now: Date }): string {
  const sections = [...new Set(bars.map((bar) => bar.section))];
  const lines = sections.flatMap((section) => [
    `  section ${mermaidText(section, ":")}`,
    ...bars.filter((bar) => bar.section === section).map((bar) => `    ${barLine(bar, options.now)}`),
  ]);
  return [
    "gantt",
    `  title ${mermaidText(options.title, ":")}`,
    // Without a zone: Mermaid reads an end that says "Z" as a duration, and draws a bar of no length.
    "  dateFormat YYYY-MM-DDTHH:mm:ss.SSS",
    "  axisFormat %H:%M:%S",
    ...lines,
    "",
  ].join("\n");
}

/** A bar that begins like a statement of the gantt grammar would be read as that statement. */
const KEYWORD =
  /^(gantt|title|section|click|call|href|date|axis|tick|today|include|exclude|inclusive|top|display|week|acc)/i;

function barName(text: string): string {
  const [first = ""] = text;
  return KEYWORD.test(text) ? `#${first.charCodeAt(0)};${mermaidText(text.slice(1), ":,")}` : mermaidText(text, ":,");
}

function barLine(bar: GanttBar, now: Date): string {
  const end = bar.end ?? (now > bar.start ? now : bar.start);
  const tookMs = Math.max(0, end.getTime() - bar.start.getTime());
  const isOver = bar.budgetMs !== null && tookMs > bar.budgetMs;
  const budget = bar.budgetMs === null ? "" : ` of ${durationText(bar.budgetMs)}`;
  const tags = [isOver && "crit", bar.end === null ? "active" : "done"].filter(Boolean).join(", ");
  const name = barName(`${bar.name}, ${durationText(tookMs)}${budget}`);
  return `${name} :${tags}, ${wallTime(bar.start)}, ${wallTime(new Date(bar.start.getTime() + tookMs))}`;
}

/** UTC without saying so: the axis then shows UTC wherever it is drawn. */
function wallTime(at: Date): string {
  return at.toISOString().slice(0, -1);
}
