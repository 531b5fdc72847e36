import { describe, expect, it } from "vitest";
import { eventFromWire } from "@/lib/contracts/events";
import { markersOf } from "./chart-markers";
import { storyEvents, storyFrame, storyRecovery } from "./fixture";

const frame = storyFrame();
const events = [...storyEvents(), ...storyRecovery()].map(eventFromWire);

describe("the markers of the charts", () => {
  it("has one for deploys, the alert, breakers and the rest, oldest first", () => {
    expect(markersOf(frame, events).map(({ nameKey }) => nameKey)).toEqual([
      "change",
      "deploy",
      "onset",
      "alert",
      "breaker_open",
      "acknowledged",
      "breaker_half_open",
      "breaker_open",
      "snapshot",
    ]);
  });

  it("labels a deploy by its version, and by its service too where the plot is of another", () => {
    const labels = (service: string) =>
      markersOf({ ...frame, service }, []).flatMap(({ nameKey, label }) => (nameKey === "deploy" ? [label] : []));
    expect(labels("order")).toEqual(["r7"]);
    expect(labels("gateway")).toEqual(["order r7"]);
  });

  it("names caller and callee of a breaker", () => {
    const marker = markersOf(frame, events).find(({ nameKey }) => nameKey === "breaker_half_open");
    expect(marker).toMatchObject({ shape: "half", params: { caller: "order", callee: "payment" } });
  });

  it("marks the rollback once it is in the plot", () => {
    const later = { ...frame, grid: { ...frame.grid, toMs: frame.grid.toMs + 120_000 } };
    expect(markersOf(later, events).map(({ nameKey }) => nameKey)).toContain("mitigation");
  });

  it("draws one transition per breaker and column, the last", () => {
    const flapping = events.flatMap((event) =>
      event.kind === "breaker_changed"
        ? [
            event,
            {
              ...event,
              seq: event.seq + 100,
              at: new Date(event.at.getTime() + 1),
              data: { ...event.data, to: "closed" as const },
            },
          ]
        : [],
    );
    expect(
      markersOf(frame, flapping)
        .filter(({ nameKey }) => nameKey.startsWith("breaker"))
        .map(({ nameKey }) => nameKey),
    ).toEqual(["breaker_closed", "breaker_closed", "breaker_closed"]);
  });
});
