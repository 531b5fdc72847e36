import type { TimelineEntry } from "./timeline-telling";

/** One entry, or a run of alert changes that say the same over and over while alerts flap. */
export type TimelineRow =
  | { readonly kind: "entry"; readonly entry: TimelineEntry }
  | { readonly kind: "run"; readonly entries: readonly [TimelineEntry, ...TimelineEntry[]] };

/** Fewer in a row are shown one by one. */
const MIN_RUN = 4;

/**
 * Entries in their order, with each run of four or more alert changes folded into one row. The first that fired and the newest change
 * stay in sight: how it began, and how it is now. Nothing is lost: a run holds its entries.
 */
export function timelineRowsOf(entries: readonly TimelineEntry[]): readonly TimelineRow[] {
  const rows: TimelineRow[] = [];
  const lastAlert = entries.findLast(isAlertChange);
  let run: TimelineEntry[] = [];
  let hasFired = false;
  const close = () => {
    const [first, ...rest] = run;
    if (first !== undefined && run.length >= MIN_RUN) rows.push({ kind: "run", entries: [first, ...rest] });
    else rows.push(...run.map((entry) => ({ kind: "entry" as const, entry })));
    run = [];
  };
  for (const entry of entries) {
    if (isAlertChange(entry) && hasFired && entry !== lastAlert) {
      run.push(entry);
      continue;
    }
    close();
    hasFired ||= isAlertChange(entry);
    rows.push({ kind: "entry", entry });
  }
  close();
  return rows;
}

function isAlertChange({ kind }: TimelineEntry): boolean {
  return kind === "alerts_changed";
}
