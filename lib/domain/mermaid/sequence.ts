import type { Actor } from "../actor";
import { describeEvent } from "../describe-event";
import { inEventTime } from "../event-time";
import type { EventData, TimelineEvent } from "../events";
import { clockText, dayText } from "../instant-text";
import { mermaidText } from "./escape";

type Participant = { readonly id: string; readonly name: string };
type Message = {
  readonly from: Participant;
  readonly to: Participant;
  readonly at: Date;
  readonly text: string;
  readonly kind: string;
};

const FIREBREAK: Participant = { id: "firebreak", name: "Firebreak" };
const ALERTS: Participant = { id: "alerts", name: "Alertmanager" };
const CLUSTER: Participant = { id: "cluster", name: "Kubernetes" };

/** Kinds that come in bursts: neighbours of one kind become one message with a count. */
const BURSTS = new Set(["alerts_changed", "breaker_changed", "verification_restarted"]);

/**
 * The response as a Mermaid sequence diagram: who told whom what, in event time, UTC.
 * Valid for Mermaid's parser whatever the events say. `textOf` words an event (default: English).
 */
export function sequenceDiagram(
  events: readonly TimelineEvent[],
  options: { readonly title: string; readonly textOf?: (event: TimelineEvent) => string },
): string {
  const textOf = options.textOf ?? describeEvent;
  const messages = joinBursts(inEventTime(events).map((event) => messageOf(event, textOf)));
  const aliases = new Map<string, string>();
  const declared: string[] = [];
  const aliasOf = ({ id, name }: Participant): string => {
    const known = aliases.get(id);
    if (known !== undefined) return known;
    const alias = `p${aliases.size}`;
    aliases.set(id, alias);
    declared.push(`  participant ${alias} as ${mermaidText(name)}`);
    return alias;
  };
  const lines: string[] = [];
  let day = "";
  for (const message of messages) {
    const [from, to] = [aliasOf(message.from), aliasOf(message.to)];
    const today = dayText(message.at);
    if (today !== day) {
      lines.push(`  Note over ${from}: ${today} UTC`);
      day = today;
    }
    lines.push(`  ${from}->>${to}: ${clockText(message.at)} ${mermaidText(message.text)}`);
  }
  return ["sequenceDiagram", `  title ${mermaidText(options.title)}`, ...declared, ...lines, ""].join("\n");
}

function messageOf(event: TimelineEvent, textOf: (event: TimelineEvent) => string): Message {
  const [from, to] = routeOf(event);
  return { from, to, at: event.at, text: textOf(event), kind: event.kind };
}

function personOf(actor: Actor): Participant {
  return actor.kind === "system"
    ? { id: `system:${actor.name}`, name: actor.name }
    : { id: `${actor.kind}:${actor.id}`, name: actor.name };
}

function routeOf(event: TimelineEvent): readonly [Participant, Participant] {
  const actor = event.actor.kind === "system" ? FIREBREAK : personOf(event.actor);
  switch (event.kind) {
    case "alerts_changed":
      return [ALERTS, FIREBREAK];
    case "duty_assigned":
      return handOver(event.data) ?? [actor, FIREBREAK];
    case "breaker_changed":
    case "change_seen":
    case "mitigation_applied":
      return [CLUSTER, FIREBREAK];
    case "mitigation_applying":
    case "mitigation_patched":
      return [FIREBREAK, CLUSTER];
    default:
      return [actor, FIREBREAK];
  }
}

/** A hand-over goes from one person to another. */
function handOver({ from, person }: EventData["duty_assigned"]): readonly [Participant, Participant] | null {
  if (!from || person === null) return null;
  return [personOf({ kind: "person", ...from }), personOf({ kind: "person", ...person })];
}

function joinBursts(messages: readonly Message[]): readonly Message[] {
  const joined: { message: Message; count: number }[] = [];
  for (const message of messages) {
    const last = joined.at(-1);
    if (
      last &&
      BURSTS.has(message.kind) &&
      last.message.kind === message.kind &&
      last.message.from.id === message.from.id
    ) {
      last.count += 1;
      last.message = { ...message, at: last.message.at };
    } else joined.push({ message, count: 1 });
  }
  return joined.map(({ message, count }) =>
    count > 1 ? { ...message, text: `${message.text} (×${count})` } : message,
  );
}
