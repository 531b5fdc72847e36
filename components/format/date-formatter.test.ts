import { expect, it } from "vitest";
import { dateFormatter } from "./date-formatter";

const AT = new Date("2026-11-21T23:02:11Z");
const HOUR = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;

it("is made once per language and options", () => {
  const berlin = dateFormatter("en-GB", { timeZone: "Europe/Berlin", ...HOUR });
  expect(dateFormatter("en-GB", { timeZone: "Europe/Berlin", ...HOUR })).toBe(berlin);
  expect(berlin.format(AT)).toBe("00:02");
  expect(dateFormatter("en-GB", { timeZone: "Asia/Kathmandu", ...HOUR }).format(AT)).toBe("04:47");
});

it("keeps no more of them than a server needs, and stays right", () => {
  const zones = Intl.supportedValuesOf("timeZone");
  expect(zones.length).toBeGreaterThan(200);
  for (const timeZone of zones) {
    const direct = new Intl.DateTimeFormat("en-GB", { timeZone, ...HOUR });
    expect(dateFormatter("en-GB", { timeZone, ...HOUR }).format(AT)).toBe(direct.format(AT));
  }
});
