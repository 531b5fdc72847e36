import { describe, expect, it } from "vitest";
import { type BoardOrder, inBoardOrder, type Placed, sectionOf } from "./board-order";

const row = (number: number, severity: Placed["severity"], ageMin: number, over: Partial<Placed> = {}): Placed => ({
  number,
  severity,
  detectedAt: new Date(1_000_000_000 - ageMin * 60_000),
  group: "needs_person",
  phase: "acknowledge",
  ...over,
});

const ROWS = [
  row(1, "SEV-2", 9, { phase: "locate" }),
  row(2, "SEV-1", 3, { group: "in_hand", phase: "close" }),
  row(3, "SEV-2", 12),
  row(4, "SEV-3", 1, { phase: null }),
  row(5, "SEV-1", 3),
];
const numbers = (order: BoardOrder) => inBoardOrder(ROWS, order).map(({ number }) => number);

describe("the order of the board", () => {
  it("by need has first who needs a person, the worst and then the oldest", () =>
    expect(numbers("need")).toEqual([5, 3, 1, 4, 2]));
  it("by severity has the worst first, then the oldest", () => expect(numbers("severity")).toEqual([2, 5, 3, 1, 4]));
  it("by age has the newest first", () => expect(numbers("age")).toEqual([4, 5, 2, 1, 3]));
  it("by phase follows the chain", () => expect(numbers("phase")).toEqual([5, 3, 1, 2, 4]));
  it("parts who needs a person from the others only by need", () => {
    expect(sectionOf("in_hand", "need")).toBe("in_hand");
    expect(sectionOf("needs_person", "age")).toBe("open");
    expect(sectionOf("resolved", "age")).toBe("resolved");
  });
});
