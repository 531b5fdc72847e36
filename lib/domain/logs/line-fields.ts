import { isRecord } from "../pod-template";

/** What a line says about itself, whatever it calls it. Strings are as written. */
export type LineFields = {
  readonly format: "json" | "logfmt" | "klog" | "plain";
  readonly level: string | null;
  readonly message: string;
  /** The error beside the message, if it is a field of its own. */
  readonly error: string | null;
  readonly stack: string | null;
  readonly traceId: string | null;
  readonly spanId: string | null;
  /** HTTP status, where the line is about an answered request. */
  readonly status: number | null;
};

type Pairs = ReadonlyMap<string, unknown>;

// Names that slog, zap, zerolog, logrus, logr, ECS, GCP and OpenTelemetry give to the same thing; compared without case, `_`, `-` and `.`.
const LEVEL = ["level", "lvl", "severity", "severitytext", "loglevel", "levelname", "@l"];
const MESSAGE = ["msg", "message", "@message", "@m", "event", "body"];
const ERROR = ["err", "error", "errormessage", "exception", "exceptionmessage", "cause"];
const STACK = ["stack", "stacktrace", "errorstack", "errorverbose", "exceptionstacktrace", "@x"];
const TRACE = ["traceid", "oteltraceid", "ddtraceid", "xb3traceid", "trace", "logginggoogleapiscomtrace"];
const SPAN = ["spanid", "otelspanid", "ddspanid", "logginggoogleapiscomspanid"];
const STATUS = ["status", "statuscode", "httpstatus", "httpstatuscode", "httpresponsestatuscode"];

/** JSON longer than this is not parsed: what matters stands at its beginning. */
const MAX_JSON = 64 * 1_024;
const MAX_PAIRS = 60;

export function fieldsOf(text: string): LineFields {
  const line = text.trimStart();
  return (
    (line.startsWith("{") ? (jsonFields(line) ?? brokenJsonFields(line)) : null) ??
    klogFields(line) ??
    logfmtFields(line) ??
    plainFields(line)
  );
}

function jsonFields(line: string): LineFields | null {
  if (line.length > MAX_JSON) return null;
  let parsed: unknown;
  try {
    parsed = JSON.parse(line);
  } catch {
    // Half a line, or a line that only looks like JSON: read as far as it goes.
    return null;
  }
  return isRecord(parsed) ? fromPairs(pairsOf(parsed), line, "json") : null;
}

/** One level of nesting is flattened: `error.message` (ECS), `trace.id`, slog groups. */
function pairsOf(record: Readonly<Record<string, unknown>>): Pairs {
  const pairs = new Map<string, unknown>();
  for (const [name, value] of Object.entries(record)) {
    pairs.set(plainName(name), value);
    if (!isRecord(value)) continue;
    for (const [inner, nested] of Object.entries(value)) {
      const joined = plainName(name + inner);
      if (!pairs.has(joined)) pairs.set(joined, nested);
    }
  }
  return pairs;
}

const HEAD_PAIR = /"([\w.@-]{1,40})"\s{0,3}:\s{0,3}(?:"((?:[^"\\]|\\.){0,2000})|(-?\d{1,20}))/g;

/** The first pairs of a JSON line that was cut or is too long. */
function brokenJsonFields(line: string): LineFields | null {
  const pairs = new Map<string, unknown>();
  for (const [, name = "", text, number] of line.slice(0, 8_192).matchAll(HEAD_PAIR)) {
    const key = plainName(name);
    if (!pairs.has(key)) pairs.set(key, text ?? Number(number));
    if (pairs.size >= MAX_PAIRS) break;
  }
  return MESSAGE.some((name) => pairs.has(name)) ? fromPairs(pairs, line, "json") : null;
}

const KLOG = /^([IWEF])\d{4} \d\d:\d\d:\d\d(?:\.\d{1,9})?\s+\d+ [^\s\]]{1,200}\] ?([\s\S]*)$/;
const KLOG_LEVELS: Readonly<Record<string, string>> = { I: "info", W: "warn", E: "error", F: "fatal" };

/** `E1121 14:02:11.123456       1 reflector.go:147] "Failed to watch" err="…"` */
function klogFields(line: string): LineFields | null {
  const [, letter, rest] = KLOG.exec(line) ?? [];
  if (letter === undefined || rest === undefined) return null;
  const quoted = /^"((?:[^"\\]|\\.){0,4000})"/.exec(rest)?.[1];
  const pairs = new Map<string, unknown>(logfmtPairs(quoted === undefined ? "" : rest.slice(quoted.length + 2)));
  pairs.set("level", KLOG_LEVELS[letter]);
  pairs.set("msg", quoted ?? rest);
  return fromPairs(pairs, rest, "klog");
}

const PAIR = /([A-Za-z_@][\w.@/-]{0,60})=(?:"((?:[^"\\]|\\.){0,4000})"|([^\s"]{0,2000}))/g;

function logfmtPairs(text: string): readonly (readonly [string, unknown])[] {
  const pairs: (readonly [string, unknown])[] = [];
  for (const [, name = "", quoted, bare] of text.slice(0, 16_384).matchAll(PAIR)) {
    pairs.push([plainName(name), quoted === undefined ? bare : quoted.replace(/\\(["\\])/g, "$1")]);
    if (pairs.length >= MAX_PAIRS) break;
  }
  return pairs;
}

/** A line that begins with a pair and says a level or a message; `key=value` in prose is prose. */
function logfmtFields(line: string): LineFields | null {
  if (!/^[A-Za-z_@][\w.@-]{0,60}=/.test(line)) return null;
  const pairs = new Map(logfmtPairs(line));
  const isLogfmt = pairs.size >= 2 && [...LEVEL, ...MESSAGE, ...ERROR].some((name) => pairs.has(name));
  return isLogfmt ? fromPairs(pairs, line, "logfmt") : null;
}

// Go's log package, ISO times, and times in brackets.
const DATE =
  /^\[?\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?(?: (?:UTC|GMT|CES?T|[ECMP][SD]T)\b)?\]?\s{0,8}/;
const LEVEL_WORD =
  /^[[<(|]?(panic|fatal|critical|crit|error|err|warning|warn|notice|info|debug|trace|dpanic|emerg|alert)\b[\])>|:]{0,2}\s{0,8}/i;

/** Text with at most a date and a level in front, e.g. Go's `log`, or zap's console encoding. */
function plainFields(line: string): LineFields {
  const undated = line.replace(DATE, "");
  const [prefix, word] = LEVEL_WORD.exec(undated) ?? [];
  // `panic: …` is the message of a panic; only a level that stands apart is cut off.
  const isApart = prefix !== undefined && word !== undefined && (word === word.toUpperCase() || /[\]|>)]/.test(prefix));
  const tab = /^([a-z]{4,6})\t/i.exec(undated);
  const level = tab?.[1] ?? (isApart ? word : null) ?? null;
  const body = level === null ? undated : undated.slice(tab?.[0].length ?? prefix?.length ?? 0);
  const traceId = /\btrace[_-]?id["']?[=: ]{1,3}["']?([0-9a-f]{16,32})\b/i.exec(line)?.[1] ?? null;
  return {
    format: "plain",
    level: level?.toLowerCase() ?? null,
    message: body,
    error: null,
    stack: null,
    traceId: traceIdOf(traceId),
    spanId: null,
    status: null,
  };
}

function fromPairs(pairs: Pairs, line: string, format: LineFields["format"]): LineFields {
  const first = (names: readonly string[]) => names.map((name) => pairs.get(name)).find((value) => value != null);
  const level = first(LEVEL);
  const error = textOf(first(ERROR));
  const status = Number(first(STATUS));
  return {
    format,
    level: typeof level === "number" ? numberedLevel(level) : (textOf(level)?.toLowerCase() ?? null),
    message: textOf(first(MESSAGE)) ?? error ?? line,
    error,
    stack: stackText(first(STACK)),
    traceId: traceIdOf(textOf(first(TRACE)) ?? textOf(pairs.get("traceid"))),
    spanId: spanIdOf(textOf(first(SPAN))),
    status: Number.isInteger(status) && status >= 100 && status <= 599 ? status : null,
  };
}

/** pino and bunyan write tens, OpenTelemetry and syslog-like encoders small numbers that mean different things: only tens are read. */
function numberedLevel(level: number): string | null {
  const names: Readonly<Record<number, string>> = {
    10: "trace",
    20: "debug",
    30: "info",
    40: "warn",
    50: "error",
    60: "fatal",
  };
  return names[level] ?? null;
}

function textOf(value: unknown): string | null {
  if (typeof value === "string") return value.trim() === "" ? null : value;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  if (isRecord(value)) return textOf(value.message ?? value.msg ?? value.id) ?? null;
  return null;
}

function stackText(value: unknown): string | null {
  if (typeof value === "string") return value;
  if (!Array.isArray(value)) return null;
  const frames = value.slice(0, 200).map((frame) => {
    if (!isRecord(frame)) return String(frame);
    // zerolog's pkgerrors: {func, source, line}
    return `${textOf(frame.func) ?? ""} ${textOf(frame.source) ?? ""}:${textOf(frame.line) ?? ""}`.trim();
  });
  return frames.join("\n");
}

/** 16 or 32 hex digits, not all zero; `projects/p/traces/<id>` too. */
export function traceIdOf(text: string | null): string | null {
  const found = /(?:^|\/)([0-9a-f]{32}|[0-9a-f]{16})$/i.exec(text?.trim() ?? "")?.[1]?.toLowerCase();
  return found === undefined || /^0+$/.test(found) ? null : found;
}

function spanIdOf(text: string | null): string | null {
  const found = /^[0-9a-f]{16}$/i.exec(text?.trim() ?? "")?.[0]?.toLowerCase();
  return found === undefined || /^0+$/.test(found) ? null : found;
}

function plainName(name: string): string {
  return name.toLowerCase().replace(/[_.-]|\//g, "");
}
