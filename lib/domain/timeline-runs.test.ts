import { expect, it } from "vitest";
import { eventOf } from "./every-event.fixture";
import { timelineOf } from "./timeline";
import { timelineRowsOf } from "./timeline-runs";

const entriesOf = (...kinds: readonly Parameters<typeof eventOf>[0][]) =>
  timelineOf(kinds.map((kind, index) => eventOf(kind, index + 1)));
const shape = (...kinds: readonly Parameters<typeof eventOf>[0][]) =>
  timelineRowsOf(entriesOf(...kinds)).map((row) =>
    row.kind === "run" ? row.entries.map(({ seq }) => seq) : row.entry.seq,
  );

const A = "alerts_changed";

it("folds flapping alerts between the first that fired and the newest, and keeps all of them", () => {
  //            1       2  3  4  5  6  7  8
  expect(shape("opened", A, A, A, A, A, A, "acknowledged")).toEqual([1, 2, [3, 4, 5, 6], 7, 8]);
});

it("shows a few changes one by one, and never folds over what people did", () => {
  expect(shape(A, A, A, A, "acknowledged", A)).toEqual([1, 2, 3, 4, 5, 6]);
});

it("folds each run by itself", () => {
  expect(shape(A, A, A, A, A, "acknowledged", A, A, A, A, A)).toEqual([1, [2, 3, 4, 5], 6, [7, 8, 9, 10], 11]);
});

it("has nothing to fold in an empty timeline", () => {
  expect(timelineRowsOf([])).toEqual([]);
});
