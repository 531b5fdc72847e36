/** A trace that a text names, and the span in it when the text says which one. Ids are lower-case hex of full length. */
export type TraceReference = { readonly traceId: string; readonly spanId: string | null };

const HEX = /^[0-9a-f]{1,32}$/i;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
/** 16 or 8 bytes, padded: without padding any word of that length would do. */
const BASE64 = /^(?:[a-z0-9+/_-]{22}==|[a-z0-9+/_-]{11}=)$/i;
const TRACEPARENT = /\b[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}\b/i;
const IN_URL = /\/(?:trace|traces)\/([0-9a-f-]{1,36})(?:[/?#]|$)/i;
const SPAN_IN_URL = /[?&](?:uiFind|span|spanId)=([0-9a-f]{1,16})(?:&|#|$)/i;
const NAMED = /\btrace[_.-]?id["']?\s*[=:]\s*["']?([0-9a-f]{16,32})\b/i;
/** Zeros are trimmed by some printers; fewer digits than this are more likely a commit or a count. */
const FEWEST_TRIMMED = 13;
/** A text longer than this is a document, not an id. */
const LONGEST = 4_000;

/**
 * A trace id in any spelling as 32 lower-case hex digits: 16 or 32 digits, upper case, with dashes, leading zeros trimmed, or the
 * bytes as base64. null for what is no id, and for the all-zero id, which W3C Trace Context calls invalid.
 */
export function traceIdFrom(text: string): string | null {
  const id = text.trim();
  if (BASE64.test(id)) return valid(hexOfBase64(id), 32);
  const digits = UUID.test(id) ? id.replaceAll("-", "") : id;
  return HEX.test(digits) ? valid(digits, 32) : null;
}

/**
 * The trace that pasted text is about: an id, a W3C `traceparent`, an address of a trace page or API, or a log line with `trace_id`.
 * Stricter than `traceIdFrom`, since any text may be pasted: no short commits, no times in digits.
 */
export function traceReferenceIn(text: string): TraceReference | null {
  const trimmed = text.trim();
  if (trimmed.length > LONGEST) return null;
  if (UUID.test(trimmed) || BASE64.test(trimmed) || isLikelyHexId(trimmed)) return reference(trimmed, null);
  const parent = TRACEPARENT.exec(trimmed);
  if (parent) return reference(parent[1], parent[2]);
  if (/^(https?:\/\/|\/)\S+$/i.test(trimmed))
    return reference(IN_URL.exec(trimmed)?.[1], SPAN_IN_URL.exec(trimmed)?.[1]);
  return reference(NAMED.exec(trimmed)?.[1], null);
}

function reference(trace: string | undefined, span: string | null | undefined): TraceReference | null {
  const traceId = trace === undefined ? null : traceIdFrom(trace);
  return traceId === null ? null : { traceId, spanId: span ? valid(span, 16) : null };
}

function isLikelyHexId(text: string): boolean {
  if (!HEX.test(text)) return false;
  if (text.length === 16 || text.length === 32) return true;
  return text.length >= FEWEST_TRIMMED && /[a-f]/i.test(text);
}

function valid(hex: string, digits: number): string | null {
  return /^0*$/.test(hex) ? null : hex.toLowerCase().padStart(digits, "0");
}

function hexOfBase64(text: string): string {
  const bytes = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Array.from(bytes, (byte) => byte.charCodeAt(0).toString(16).padStart(2, "0")).join("");
}
