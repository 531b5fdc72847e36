import { describe, expect, it } from "vitest";
import { clockText, groupedText, percentText, shortClockText, shortNumberText } from "./number-text";

describe("figures on screen", () => {
  it("group thousands by a thin gap", () => expect(groupedText(69575)).toBe("69\u202f575"));
  it("never show minus zero", () => expect(groupedText(-0.004, 1)).toBe("0.0"));
  it.each([
    [0, "0"],
    [0.081, "0.08"],
    [2.84, "2.8"],
    [3, "3"],
    [621.4, "621"],
  ])("keep what matters of %d", (value, text) => expect(shortNumberText(value)).toBe(text));
  it("put a gap before the percent sign", () => expect(percentText(0.37)).toBe("37\u00a0%"));
  it.each([
    [252_000, "04:12"],
    [3_905_000, "1:05:05"],
    [-61_000, "−01:01"],
  ])("show %d ms on the clock", (ms, text) => expect(clockText(ms)).toBe(text));
  it("drop the leading zero of a phase", () => expect(shortClockText(32_000)).toBe("0:32"));
});
