import { describe, expect, it } from "vitest";
import { traceIdFrom, traceReferenceIn } from "./trace-id";

const ID = "4bf92f3577b34da6a3ce929d0e0e4736";
const SPAN = "00f067aa0ba902b7";
const SHORT = "000000000000000083a9efd15c1c98a9";

describe("a trace id in any spelling", () => {
  it.each([
    ["as it is", ID, ID],
    ["in upper case", ID.toUpperCase(), ID],
    ["with white space around it", `  ${ID}\n`, ID],
    ["with dashes", "4bf92f35-77b3-4da6-a3ce-929d0e0e4736", ID],
    ["of 64 bits", "83a9efd15c1c98a9", SHORT],
    ["with its leading zeros trimmed", "3a9efd15c1c98a9", "000000000000000003a9efd15c1c98a9"],
    ["as base64 of 16 bytes", "S/kvNXezTaajzpKdDg5HNg==", ID],
    ["as base64 for URLs", "S_kvNXezTaajzpKdDg5HNg==", ID],
    ["as base64 of 8 bytes", "g6nv0VwcmKk=", SHORT],
  ])("%s", (_how, text, id) => expect(traceIdFrom(text)).toBe(id));

  it.each([
    ["nothing", ""],
    ["a word", "nonsense"],
    ["a path", "../services"],
    ["33 digits", `${ID}0`],
    ["zeros, which W3C calls invalid", "0".repeat(32)],
    ["zeros as base64", "AAAAAAAAAAAAAAAAAAAAAA=="],
    ["dashes in other places", "4bf9-2f3577b34da6a3ce929d0e0e4736"],
  ])("is not %s", (_what, text) => expect(traceIdFrom(text)).toBeNull());
});

describe("a trace in pasted text", () => {
  it.each([
    ["an id", ID, null],
    ["a traceparent", `00-${ID}-${SPAN}-01`, SPAN],
    ["a header line", `traceparent: 00-${ID}-${SPAN}-00`, SPAN],
    ["the address of a trace in Jaeger's UI", `https://jaeger.example/jaeger/ui/trace/${ID}`, null],
    ["and of a span in it", `http://localhost:16686/trace/${ID}?uiFind=f067aa0ba902b7`, SPAN],
    ["an address of Jaeger's API", `http://localhost:16686/api/v3/traces/${ID}`, null],
    ["an address of ours", `/traces/${ID}?span=${SPAN}`, SPAN],
    ["base64", "S/kvNXezTaajzpKdDg5HNg==", null],
    ["a structured log line", `{"level":"error","trace_id":"${ID}","msg":"late"}`, null],
    ["a log line of words", `level=error traceID=${ID} msg=late`, null],
  ])("%s", (_what, text, spanId) => expect(traceReferenceIn(text)).toEqual({ traceId: ID, spanId }));

  it.each([
    ["a short commit", "3f1c2ab"],
    ["a commit", "3f1c2ab9d0e0e47364bf92f3577b34da6a3ce929"],
    ["an instant in milliseconds", "1763640000000"],
    ["an instant in nanoseconds", "1763640000000000000"],
    ["a sentence", "order is slow since r7"],
    ["an address of something else", "https://example.test/incidents/128"],
    ["a document", `${"x ".repeat(3_000)}trace_id=${ID}`],
    ["a traceparent of zeros", `00-${"0".repeat(32)}-${SPAN}-01`],
  ])("is not seen in %s", (_what, text) => expect(traceReferenceIn(text)).toBeNull());
});
