import { describe, expect, it } from "vitest";
import { rawLinesOf } from "./log-text";

describe("the text of a log", () => {
  it("gives each line its time and takes the stamp off", () => {
    const text = "2026-11-20T14:02:11.123456789Z {}\n2026-11-20T15:02:12+01:00 two\r\n2026-11-20T14:02:13Z \n";
    expect(rawLinesOf(text)).toEqual([
      { atMs: Date.parse("2026-11-20T14:02:11.123Z"), text: "{}" },
      { atMs: Date.parse("2026-11-20T14:02:12Z"), text: "two" },
      { atMs: Date.parse("2026-11-20T14:02:13Z"), text: "" },
    ]);
  });

  it("keeps a line without a stamp, without a time", () => {
    expect(rawLinesOf("half of a line\n2026-99-99T14:02:11Z no such day")).toEqual([
      { atMs: null, text: "half of a line" },
      { atMs: null, text: "no such day" },
    ]);
    expect(rawLinesOf("")).toEqual([]);
  });
});
