import { describeEvent } from "../describe-event";
import { inEventTime } from "../event-time";
import type { TimelineEvent } from "../events";
import { clockText } from "../instant-text";
import { mermaidText } from "./escape";

/** The incident as a Mermaid timeline: one period a minute, what happened in it as its events, UTC. */
export function timelineDiagram(
  events: readonly TimelineEvent[],
  options: { readonly title: string; readonly textOf?: (event: TimelineEvent) => string },
): string {
  const textOf = options.textOf ?? describeEvent;
  const byMinute = new Map<string, string[]>();
  for (const event of inEventTime(events)) {
    // A colon ends a period's name and parts its events, so every other one is an entity.
    const minute = event.at.toISOString().slice(0, 16).replace("T", " ");
    const told = byMinute.get(minute) ?? [];
    told.push(mermaidText(`${clockText(event.at)} ${textOf(event)}`, ":"));
    byMinute.set(minute, told);
  }
  const periods = [...byMinute].map(([minute, told]) => `  ${mermaidText(minute, ":")} : ${told.join(" : ")}`);
  return ["timeline", `  title ${mermaidText(options.title, ":")}`, ...periods, ""].join("\n");
}
