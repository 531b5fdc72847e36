import { expect, it } from "vitest";
import { parseRfc3339Us } from "./rfc3339";

it("reads microseconds out of nine digits, and zones", () => {
  const noonUs = Date.UTC(2026, 10, 20, 12) * 1_000;
  expect(parseRfc3339Us("2026-11-20T12:00:00Z")).toBe(noonUs);
  expect(parseRfc3339Us("2026-11-20T12:00:00.123456789Z")).toBe(noonUs + 123_456);
  expect(parseRfc3339Us("2026-11-20T17:45:00.5+05:45")).toBe(noonUs + 500_000);
});

it.each(["", "2026-11-20", "2026-11-20T12:00:00", "2026-13-20T12:00:00Z", "1700000000"])("refuses %s", (text) => {
  expect(parseRfc3339Us(text)).toBeNull();
});
