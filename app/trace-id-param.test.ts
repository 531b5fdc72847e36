import { describe, expect, it } from "vitest";
import { traceIdParam } from "./trace-id-param";

const ID = "4bf92f3577b34da6a3ce929d0e0e4736";

describe("a trace id in an address", () => {
  it.each([
    ["as it is", ID],
    ["in upper case", ID.toUpperCase()],
    ["as base64", "S/kvNXezTaajzpKdDg5HNg=="],
    ["as base64, escaped", encodeURIComponent("S/kvNXezTaajzpKdDg5HNg==")],
  ])("is read %s", (_how, text) => expect(traceIdParam(text)).toBe(ID));
  it.each(["nonsense", "%", "%ZZ", ""])("that is none stays as it came: %j", (text) =>
    expect(traceIdParam(text)).toBe(text),
  );
  it("that is missing is empty", () => expect(traceIdParam(undefined)).toBe(""));
});
