import { expect, it } from "vitest";
import { parseGoDuration } from "./go-duration";

it.each([
  ["100ms", 100e6],
  ["1m30s", 90e9],
  ["1.5h", 5_400e9],
  [".5s", 5e8],
  ["2us", 2e3],
  ["2µs", 2e3],
  ["0", 0],
  ["-1s", -1e9],
])("reads %s as Go does", (text, ns) => {
  expect(parseGoDuration(text)).toBe(ns);
});

it.each(["", "1", "ms", "1 s", "1d", "1s1", "s1", "1e3s", "+"])("refuses %s as Go does", (text) => {
  expect(parseGoDuration(text)).toBeNull();
});
