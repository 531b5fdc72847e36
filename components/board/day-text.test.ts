import { describe, expect, it } from "vitest";
import { dayOrTimeText } from "./day-text";

const nowMs = Date.UTC(2026, 4, 12, 21, 30);
const text = (at: Date, timeZone = "UTC", locale = "en") => dayOrTimeText({ at, nowMs, locale, timeZone });

describe("when it was resolved", () => {
  it("is the time of day on the same day of the viewer", () => {
    const at = new Date(Date.UTC(2026, 4, 12, 13, 12));
    expect(text(at)).toBe("13:12");
    // In Shanghai the viewer's day began at 16:00 UTC.
    expect(text(at, "Asia/Shanghai")).toBe("Tue");
  });
  it("is the day of the week before that", () => expect(text(new Date(Date.UTC(2026, 4, 10, 9)))).toBe("Sun"));
  it("is the date in the end", () => {
    expect(text(new Date(Date.UTC(2026, 1, 3)))).toBe("3 Feb");
    expect(text(new Date(Date.UTC(2026, 1, 3)), "UTC", "zh")).toBe("2月3日");
  });
});
