import type { LineFields } from "./line-fields";
import type { LogKind } from "./log-lines";

/** Levels after which the process or the request is gone (klog F, log.Fatal, zap's DPanic). */
const DEAD = /^(?:panic|dpanic|fatal|emerg|emergency|f)$/;
const BAD = /^(?:err|error|critical|crit|alert|severe|e)\b|^error[+-]/;
const QUIET = /^(?:info|information|notice|debug|trace|verbose|i|d)\b|^(?:info|debug)[+-]/;

const CRASHED = /^(?:panic: |fatal error: |runtime: goroutine stack exceeds)|\bhttp: panic serving\b|\[running\]:/;
const PANICKED = /\bpanic(?:ked|king)?\b/i;
/** Phrases of the standard library, gRPC, Envoy, drivers; `context canceled` is a caller that left, not a time-out. */
const TIMED_OUT =
  /context deadline exceeded|deadline ?exceeded|i\/o timeout|\btimed[ -]?out\b|handshake timeout|timeout (?:exceeded|awaiting|waiting|expired)|(?:upstream|request|connection|read|write|lock|query|statement|gateway|acquire) (?:request )?time-?out|client\.timeout|\btimeout\b.{0,40}\bexceeded|no free connection in time|ETIMEDOUT|\bin time\b/i;
const FAILED = /\b(?:error|errors|failed|failure|fail|cannot|could not|exception|refused|unavailable|fatal)\b/i;

/** What a message is about. A quiet level is believed unless an HTTP answer says otherwise; without a level the words decide. */
export function kindOf(fields: Pick<LineFields, "level" | "message" | "error" | "stack" | "status">): LogKind {
  const { level, message, error, stack, status } = fields;
  const words = `${message} ${error ?? ""}`;
  const isQuiet = level !== null && QUIET.test(level);
  if (CRASHED.test(message)) return "panic";
  if (level !== null && DEAD.test(level)) return "panic";
  if (PANICKED.test(words) && (level === null || BAD.test(level) || (stack !== null && !isQuiet))) return "panic";
  if (isQuiet) return status !== null && status >= 500 ? (TIMED_OUT.test(words) ? "timeout" : "error") : "other";
  if (TIMED_OUT.test(words)) return "timeout";
  if (level !== null && BAD.test(level)) return "error";
  if (status !== null && status >= 500) return "error";
  return level === null && FAILED.test(words) ? "error" : "other";
}
