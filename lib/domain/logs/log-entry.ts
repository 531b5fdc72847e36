import { kindOf } from "./classify";
import { blocksOf, type LogBlock } from "./join-lines";
import { fieldsOf } from "./line-fields";
import type { LogKind, RawLine } from "./log-lines";
import { cutText, shownText } from "./plain-text";
import { ownFrameOf, templateOf } from "./template";

/** One message of a program, ready to be grouped and shown. */
export type LogEntry = {
  readonly atMs: number | null;
  readonly kind: LogKind;
  /** Equal for messages of one statement: numbers, ids and quoted values are masked. */
  readonly template: string;
  /** The same without masks. */
  readonly title: string;
  /** The message, and its stack below it; controls stripped, secrets redacted, bounded. */
  readonly text: string;
  readonly traceId: string | null;
};

const MAX_TEXT = 2_000;
const MAX_STACK = 4_000;
const MAX_TITLE = 300;

/** Messages of one container's lines. Entries of kind "other" carry no text: they are counted, not shown. */
export function entriesOf(lines: readonly RawLine[]): readonly LogEntry[] {
  return blocksOf(lines).map(entryOf);
}

function entryOf(block: LogBlock): LogEntry {
  const [head = "", ...below] = block.lines;
  const fields = fieldsOf(head);
  const stack = below.length > 0 ? below : (fields.stack?.split("\n") ?? []);
  const kind = kindOf({ ...fields, stack: stack.length > 0 ? stack.join("\n") : null });
  const { atMs } = block;
  if (kind === "other") return { atMs, kind, template: "", title: "", text: "", traceId: null };
  const { message, error, traceId } = fields;
  const whole = error === null || message.includes(error) ? message : `${message}: ${error}`;
  const frame = kind === "panic" ? ownFrameOf(stack) : null;
  const where = frame === null ? "" : ` in ${frame}`;
  const said = shownText(whole, MAX_TEXT);
  const shownStack = stack.length === 0 ? "" : `\n${shownText(stack.join("\n"), MAX_STACK)}`;
  const dropped = block.dropped === 0 ? "" : `\n… (+${block.dropped} lines)`;
  return {
    atMs,
    kind,
    template: cutText(`${templateOf(said)}${where}`, MAX_TITLE),
    title: cutText(`${said.replace(/\s+/g, " ")}${where}`, MAX_TITLE),
    text: `${said}${shownStack}${dropped}`,
    traceId,
  };
}
