import { describe, expect, it } from "vitest";
import { spanMatcher } from "./span-search";
import { drawnSpan } from "./trace-drawing.fixture";

const SPAN = drawnSpan("00000000000000b2", [0, 10], {
  service: "order",
  operation: "POST /orders",
  status: "error",
  statusMessage: "pool exhausted",
  attributes: { "http.response.status_code": "503" },
});

describe("search in spans", () => {
  it.each(["order", "post /ORDERS", "b2", "pool", "error", "status_code=503", "order 503"])("finds it by %j", (text) =>
    expect(spanMatcher(text)(SPAN)).toBe(true),
  );
  it.each(["", "  ", "payment", "order 404", "status_code=200"])("does not find it by %j", (text) =>
    expect(spanMatcher(text)(SPAN)).toBe(false),
  );
});
