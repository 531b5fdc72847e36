import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { AlertSignal } from "./alert";
import type { EpisodeState } from "./dedupe";
import { type Ledger, ledgerOf } from "./episode-ledger";

const MINUTE = 60_000;
const receivedAt = new Date(Date.UTC(2026, 10, 20, 13));
const at = (minute: number): Date => new Date(Date.UTC(2026, 10, 20, 12) + minute * MINUTE);

function signal(status: "firing" | "resolved", startsAt: number, endsAt: number | null = null): AlertSignal {
  return {
    fingerprint: "97afbb5c8c8265e5",
    alertname: "HighLatencyP99",
    status,
    startsAt: at(startsAt),
    endsAt: endsAt === null ? null : at(endsAt),
    labels: {},
    annotations: {},
    generatorUrl: null,
    groupKey: "",
    service: "checkout",
    team: "default",
    environment: "default",
    severity: "SEV-2",
    isSeverityAssumed: false,
    summary: "",
  };
}

/** Episodes after a batch, as the next batch finds them. */
function episodesAfter(ledger: Ledger, before: readonly EpisodeState[] = []): EpisodeState[] {
  const changed = [...ledger.inserts.map(({ episode }) => episode), ...ledger.updates];
  return [...before.filter(({ id }) => !changed.some((episode) => episode.id === id)), ...changed];
}

function run(signals: readonly AlertSignal[], known: readonly EpisodeState[] = []): Ledger {
  let n = known.length;
  const newId = (): string => {
    n += 1;
    return `e${n}`;
  };
  return ledgerOf([signals], { known: new Map([["default\u000097afbb5c8c8265e5", known]]), receivedAt, newId });
}

const kinds = (ledger: Ledger): string[] => ledger.entries.map(({ decision }) => decision.kind);
const minute = fc.integer({ min: 0, max: 12 });
const anySignal = fc.oneof(
  minute.map((start) => signal("firing", start)),
  fc.tuple(minute, fc.integer({ min: -2, max: 8 })).map(([start, length]) => signal("resolved", start, start + length)),
);

describe("episodes of one alert", () => {
  it.each([
    ["a repeated firing is a duplicate", [signal("firing", 0), signal("firing", 0)], ["opened", "duplicate"]],
    [
      "a repeated resolve is a duplicate",
      [signal("firing", 0), signal("resolved", 0, 5), signal("resolved", 0, 5)],
      ["opened", "closed", "duplicate"],
    ],
    ["resolved before firing", [signal("resolved", 0, 5), signal("firing", 0)], ["recorded_closed", "duplicate"]],
    [
      "a new episode starts at or after the end of the last",
      [signal("firing", 0), signal("resolved", 0, 5), signal("firing", 5)],
      ["opened", "closed", "opened"],
    ],
    [
      "what starts before that end belongs to the last",
      [signal("firing", 0), signal("resolved", 0, 5), signal("firing", 4)],
      ["opened", "closed", "duplicate"],
    ],
    [
      "another startsAt joins the open one",
      [signal("firing", 3), signal("firing", 4), signal("firing", 1)],
      ["opened", "continued", "brought_forward"],
    ],
    [
      "a resolve older than the last firing is stale",
      [signal("firing", 0), signal("firing", 9), signal("resolved", 0, 5)],
      ["opened", "continued", "duplicate"],
    ],
    [
      "a resolve with another startsAt ends the open one",
      [signal("firing", 3), signal("resolved", 2, 5)],
      ["opened", "closed"],
    ],
    [
      "the past of an alert that fires now is kept beside it",
      [signal("firing", 9), signal("resolved", 1, 5)],
      ["opened", "recorded_closed"],
    ],
  ])("%s", (_name, signals, expected) => {
    expect(kinds(run(signals))).toEqual(expected);
  });

  it("an end in the far future is a mistake: it must not swallow later episodes", () => {
    const [closed] = episodesAfter(run([signal("firing", 0), signal("resolved", 0, 60 * 24 * 365)]));
    expect(closed?.endsAt).toEqual(receivedAt);
  });

  it("an end before the start, or the zero time, never gives a negative duration", () => {
    expect(episodesAfter(run([signal("resolved", 5, 1)]))[0]?.endsAt).toEqual(at(5));
    expect(episodesAfter(run([signal("resolved", 5, null)]))[0]?.endsAt).toEqual(receivedAt);
  });

  it("changes nothing when a delivery comes again, whatever was said before", () => {
    fc.assert(
      fc.property(fc.array(anySignal, { maxLength: 10 }), anySignal, (signals, last) => {
        const known = episodesAfter(run([...signals, last]));
        const again = run([last], known);
        expect({ inserts: again.inserts, updates: again.updates }).toEqual({ inserts: [], updates: [] });
      }),
      { numRuns: 3_000 },
    );
  });

  it("ends up with every true period over and nothing open, whatever the order and repetition", () => {
    // Periods of one alert never overlap; each is told as firing and as resolved, by one or two Alertmanagers.
    const lengths = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 2, maxLength: 8 });
    const told = lengths.chain((steps) => {
      const signals: AlertSignal[] = [];
      let now = 0;
      for (let i = 0; i + 1 < steps.length; i += 2) {
        const end = now + (steps[i] ?? 1);
        signals.push(signal("firing", now), signal("resolved", now, end));
        now = end + (steps[i + 1] ?? 1) - 1;
      }
      return fc.shuffledSubarray([...signals, ...signals], { minLength: signals.length * 2 });
    });
    fc.assert(
      fc.property(told, (signals) => {
        const known = episodesAfter(run(signals));
        expect(known.every(({ endsAt }) => endsAt !== null)).toBe(true);
        const again = run(signals, known);
        expect({ inserts: again.inserts, updates: again.updates }).toEqual({ inserts: [], updates: [] });
      }),
      { numRuns: 3_000 },
    );
  });

  it("has at most one open episode, unique starts, and never ends before it starts", () => {
    fc.assert(
      fc.property(fc.array(anySignal, { maxLength: 12 }), (signals) => {
        const episodes = episodesAfter(run(signals));
        expect(episodes.filter(({ endsAt }) => endsAt === null).length).toBeLessThanOrEqual(1);
        expect(new Set(episodes.map(({ startsAt }) => startsAt.getTime())).size).toBe(episodes.length);
        for (const { firstStartsAt, lastStartsAt, endsAt } of episodes) {
          expect(firstStartsAt <= lastStartsAt).toBe(true);
          if (endsAt !== null) expect(endsAt >= firstStartsAt).toBe(true);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it("the open episode is always the newest: the store reads only a few of the newest", () => {
    fc.assert(
      fc.property(fc.array(anySignal, { maxLength: 12 }), (signals) => {
        const episodes = episodesAfter(run(signals));
        const open = episodes.find(({ endsAt }) => endsAt === null);
        if (open) expect(episodes.every(({ startsAt }) => startsAt <= open.startsAt)).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });
});
