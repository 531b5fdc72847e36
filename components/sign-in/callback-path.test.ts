import { describe, expect, it } from "vitest";
import { callbackPathOf } from "./callback-path";

describe("the way back after signing in", () => {
  it.each([
    ["/incidents/128?tab=why#now", "/incidents/128?tab=why#now"],
    ["https://evil.example/", "/"],
    ["//evil.example/x", "/"],
    ["/\\evil.example", "/"],
    ["javascript:alert(1)", "/"],
    ["/sign-in?callbackUrl=/", "/"],
    [undefined, "/"],
  ])("of %s is %s", (given, path) => expect(callbackPathOf(given)).toBe(path));
});
