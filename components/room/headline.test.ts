import { describe, expect, it } from "vitest";
import { eventFromWire } from "@/lib/contracts/events";
import { incidentOf } from "@/lib/domain/incident";
import { storyEvents, storyFrame } from "./fixture";
import { headlineOf, slowRatioOf } from "./headline";

const incident = incidentOf(storyEvents().map(eventFromWire));
const frame = storyFrame();

describe("the sentence of the room", () => {
  it("says the latency now, what it was, before which release and since when", () => {
    expect(headlineOf(incident, frame)).toMatchObject({
      key: "latency",
      wasMs: 140,
      version: "r7",
      objectiveMs: 300,
      since: new Date("2026-05-12T14:02:22Z"),
    });
  });
  it("names the service of a release that is not the incident's own", () => {
    const { diagnosis } = incident;
    const top = diagnosis?.hypotheses[0];
    if (!diagnosis || !top) throw new Error("the story has a diagnosis");
    const hypotheses = [{ ...top, cause: { ...top.cause, service: "risk" }, version: "v2" }];
    expect(headlineOf({ ...incident, diagnosis: { ...diagnosis, hypotheses } }, frame)).toMatchObject({
      version: "risk v2",
    });
  });
  it("is about errors when latency keeps its objective", () => {
    const signals = frame.signals.data;
    if (!signals) throw new Error("the story has signals");
    const errors = { ...frame, signals: { ...frame.signals, data: { ...signals, p95Ms: [120], errorRatio: [0.11] } } };
    expect(headlineOf(incident, errors)).toMatchObject({ key: "errors", errorRatio: 0.11, wasRatio: 0.0008 });
  });
  it("never invents a figure", () => {
    expect(headlineOf(incident, null)).toEqual({ key: "no_frame", service: "order" });
    expect(headlineOf(incident, { ...frame, signals: { ...frame.signals, data: null } })).toEqual({
      key: "no_data",
      service: "order",
    });
  });
  it("counts as slow only the rows that lie wholly above the objective", () => {
    const latency = {
      ...frame.latency,
      data: { boundsS: [0.1, 0.3, 0.5], columns: [[50, 30, 15, 5], null, [0, 0, 0, 0]], nonMonotoneColumns: 0 },
    };
    const small = { ...frame, latency };
    expect([0, 1, 2].map((column) => slowRatioOf(small, column))).toEqual([0.2, null, null]);
  });
});
