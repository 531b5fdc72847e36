import { describe, expect, it } from "vitest";
import { curlText, receiverText } from "./first-alert";

describe("the first alert by hand", () => {
  const text = curlText("https://firebreak.example");
  it("carries a body that is a version 4 payload with one alert", () => {
    const body = text.slice(text.indexOf("-d '") + 4, -1).replace("'$(date -u +%FT%TZ)'", "2026-05-12T14:00:00Z");
    const payload: unknown = JSON.parse(body);
    expect(payload).toMatchObject({ version: "4", alerts: [{ status: "firing", startsAt: "2026-05-12T14:00:00Z" }] });
  });
  it("shows no secret, only where it comes from", () => {
    expect(text).toContain("Bearer $FIREBREAK_WEBHOOK_TOKEN");
    expect(receiverText("https://firebreak.example")).toContain("credentials_file");
  });
});
