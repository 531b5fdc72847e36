import { inEventTime } from "../event-time";
import type { TimelineEvent } from "../events";
import { goldenChainOf, observationWindowMs, type PhaseName } from "../golden-chain";
import { incidentOf } from "../incident";
import { type GanttBar, ganttChart } from "./gantt";

const PHASE_LABELS: Readonly<Record<PhaseName, string>> = {
  detect: "Detect",
  acknowledge: "Acknowledge",
  locate: "Locate",
  validate: "Validate",
  mitigate: "Mitigate",
  close: "Verify and close",
};

/** The phases of the response against their budgets, and each observation window, as a Mermaid gantt. */
export function ganttOfIncident(
  events: readonly TimelineEvent[],
  options: {
    readonly title: string;
    readonly now: Date;
    readonly labels?: Readonly<Record<PhaseName | "phases" | "watch", string>>;
  },
): string {
  const labels = options.labels ?? { ...PHASE_LABELS, phases: "Phases", watch: "Observation" };
  const chain = goldenChainOf({
    incident: incidentOf(events),
    now: options.now,
    windowMs: observationWindowMs(events),
  });
  const phases = chain.phases.flatMap((phase): GanttBar[] =>
    phase.start === null
      ? []
      : [
          {
            section: labels.phases,
            name: labels[phase.name],
            start: phase.start,
            end: phase.end,
            budgetMs: phase.budgetMs,
          },
        ],
  );
  return ganttChart([...phases, ...windowsOf(events, labels.watch)], options);
}

/** Each stretch of watching: from its start or restart to the breach or verdict that ended it. */
function windowsOf(events: readonly TimelineEvent[], section: string): readonly GanttBar[] {
  const bars: GanttBar[] = [];
  let start: Date | null = null;
  for (const event of inEventTime(events)) {
    const isEnd = event.kind === "verification_restarted" || event.kind === "recovery_checked";
    if (isEnd && start !== null) {
      bars.push({ section, name: `${section} ${bars.length + 1}`, start, end: event.at, budgetMs: null });
      start = null;
    }
    if (event.kind === "verification_started" || event.kind === "verification_restarted") start = event.at;
  }
  if (start !== null) bars.push({ section, name: `${section} ${bars.length + 1}`, start, end: null, budgetMs: null });
  return bars;
}
