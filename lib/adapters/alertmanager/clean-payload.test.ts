import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { redactText } from "@/lib/domain/redact-text";
import { cleanPayload, mayNeedCleaning } from "./clean-payload";

const SECRETS: readonly [string, string][] = [
  ["Authorization: Bearer abc123def456ghi", "abc123def456ghi"],
  ['headers {"authorization":"Basic dXNlcjpwYXNz"}', "dXNlcjpwYXNz"],
  ["curl -H 'Cookie: sid=4f9a; theme=dark'", "4f9a"],
  ["dial postgres://app:s3cr3t@db:5432/shop failed", "s3cr3t"],
  ['{}:{db_password="hunter2", service="order"}', "hunter2"],
  ["GET /cb?access_token=abcDEF123&state=1", "abcDEF123"],
  ["g0.expr=up%7Btoken%3D%22abc123%22%7D", "abc123"],
  ["key AKIAIOSFODNN7EXAMPLE leaked", "AKIAIOSFODNN7EXAMPLE"],
  ["jwt eyJhbGciOi.eyJzdWIiOi.SflKxwRJ", "eyJzdWIiOi"],
  ["ghp_abcdefghijklmnopqrstuvwxyz0123", "ghp_abcdefghijklmnopqrstuvwxyz0123"],
  ["-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----", "MIIE"],
];

describe("cleaning a payload", () => {
  it.each(SECRETS)("redacts the secret of %j and notices that it must look", (text, secret) => {
    expect(redactText(text)).not.toContain(secret);
    expect(redactText(text)).toContain("[redacted]");
    expect(mayNeedCleaning(JSON.stringify({ text }))).toBe(true);
  });

  it("leaves ordinary text alone", () => {
    const ordinary = [
      "basic authentication of the bearer failed",
      "token bucket is empty",
      "mail oncall@example.com",
      "http://vm:19090/graph?g0.expr=up&g0.tab=1",
      "password reset page is slow",
    ];
    for (const text of ordinary) expect(redactText(text)).toBe(text);
  });

  it("redacts whatever a label named like a secret holds, and keeps __proto__ a label", () => {
    const payload = JSON.parse('{"labels":{"apiToken":"x","__proto__":"y","service":"z"}}');
    const { payload: cleaned, isChanged } = cleanPayload(payload);
    expect(JSON.stringify(cleaned)).toBe('{"labels":{"apiToken":"[redacted]","__proto__":"y","service":"z"}}');
    expect(isChanged).toBe(true);
  });

  it("counts every U+0000 and lone surrogate, in names as in values, and keeps pairs", () => {
    const { payload, replacedChars } = cleanPayload({ "a\0": "\ud83d\ude00 \ud83d", b: ["\0\0", "\udc00"] });
    expect(payload).toEqual({ "a\ufffd": "😀 \ufffd", b: ["\ufffd\ufffd", "\ufffd"] });
    expect(replacedChars).toBe(5);
  });

  it("sees through JSON escapes of any letter", () => {
    expect(mayNeedCleaning('{"a":"p\\u0061ssword=x"}')).toBe(true);
    expect(mayNeedCleaning('{"a":"\\u0000"}')).toBe(true);
    expect(mayNeedCleaning('{"a":"x \\u0026 \\u003c y"}')).toBe(false);
  });

  it("skips only payloads that cleaning would not change", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(...SECRETS.map(([text]) => text), "", "\0"), (value, text) => {
        const json = JSON.stringify({ value, text });
        if (!mayNeedCleaning(json))
          expect(cleanPayload(JSON.parse(json))).toMatchObject({ isChanged: false, replacedChars: 0 });
      }),
    );
  });

  it("is the same when done again, keeps the shape and stays fast on hostile text", () => {
    const pieces = fc.constantFrom(
      "token",
      "=",
      '"',
      "authorization: ",
      "cookie=",
      "://a:",
      "@",
      "eyJ",
      "-----BEGIN PRIVATE KEY-----",
      "basic ",
      "a",
      " ",
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 400 }), (parts) => {
        const once = redactText(parts.join(""));
        expect(redactText(redactText(once))).toBe(redactText(once));
      }),
    );
    for (const piece of ["token", "eyJ", "://a:", "authorization:", "a-", "basic ", "-----BEGIN PRIVATE KEY-----"]) {
      expect(typeof redactText(`token${piece.repeat(200_000 / piece.length)}`)).toBe("string");
    }
  });
});
