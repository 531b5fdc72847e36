import { describe, expect, it } from "vitest";
import { boardFilterOf, boardQueryOf, chosenCount, toggled, unfiltered } from "./board-filter";

const read = (query: string) => boardFilterOf(new URLSearchParams(query));

describe("the board's address", () => {
  it.each([
    "",
    "status=open&status=resolved&severity=SEV-1&team=%E7%BB%93%E7%AE%97&service=a%26b&order=age",
    "search=p95+100%25+%23128&order=phase",
  ])("survives the way there and back: %s", (query) => expect(boardQueryOf(read(query))).toBe(query));
  it("forgets repeats and what it does not know", () =>
    expect(boardQueryOf(read("team=b&team=a&team=b&x=1&order=up&search=+"))).toBe("team=a&team=b"));
  it("toggles one value", () => {
    const on = toggled(read("team=a"), "team", "b");
    expect(boardQueryOf(on)).toBe("team=a&team=b");
    expect(chosenCount(toggled(toggled(on, "team", "a"), "team", "b"))).toBe(0);
  });
  it("keeps the order when all choices are taken back", () =>
    expect(boardQueryOf(unfiltered(read("team=a&search=x&order=age")))).toBe("order=age"));
});
