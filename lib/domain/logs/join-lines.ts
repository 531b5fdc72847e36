import type { RawLine } from "./log-lines";
import { withoutControls } from "./plain-text";

/** One message of the program: a line, or the lines of a panic or stack with their own line breaks. */
export type LogBlock = {
  readonly atMs: number | null;
  readonly lines: readonly string[];
  /** Lines of it beyond the bound. */
  readonly dropped: number;
};

const MAX_LINE = 70_000;
const MAX_BLOCK_LINES = 200;

/** `panic: …` and `fatal error: …` of the runtime; net/http's own report has a date in front. */
const CRASH =
  /^(?:panic: |fatal error: |runtime: goroutine stack exceeds|unexpected fault address)|\bhttp: panic serving\b/;
const GOROUTINE = /^goroutine \d+(?: gp=\S+ m=\S+(?: mp=\S+)?)? \[[^\]]*\]:$/;
/** What follows in a crash: signal, goroutine heads, `pkg.func(args)`, `\tfile.go:12 +0x1d`, `created by`, a panic while panicking. */
const TRACE_LINE =
  /^(?:\s*$|\[signal |\[recovered|goroutine \d+|created by |\.\.\.additional frames|\.\.\.\d+ frames|exit status \d|runtime stack:|\t*panic: |stack: |rax |r\w{1,3}\s+0x|\w[\w./*()[\]…·{}-]{0,300}\(.{0,2000}\)(?: in goroutine \d+)?$|\s+\S{1,1000}\.(?:go|s|c):\d+)/;
/** Lines that surely begin something of their own: structured ones, dated ones, klog's. */
const OWN = /^(?:\{|[IWEF]\d{4} \d\d:|\[?\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:|(?:time|ts|level|lvl|msg)=)/;

type Open = { atMs: number | null; lines: string[]; dropped: number; isCrash: boolean };

/**
 * Lines into messages. A crash keeps its stack though other goroutines' lines come in between; an indented line belongs to the text above
 * it. Lines come from one container in the order that the node wrote them.
 */
export function blocksOf(lines: readonly RawLine[]): readonly LogBlock[] {
  const blocks: Open[] = [];
  let crash: Open | null = null;
  let last: Open | null = null;
  let atMs: number | null = null;
  for (const line of lines) {
    const text = withoutControls(line.text.slice(0, MAX_LINE));
    atMs = line.atMs ?? atMs;
    if (crash !== null && !OWN.test(text) && TRACE_LINE.test(text)) {
      extend(crash, text);
      continue;
    }
    if (text.trim() === "") continue;
    const isCrash = CRASH.test(text) && !text.startsWith("{");
    const isStack = GOROUTINE.test(text);
    if (
      !isCrash &&
      last !== null &&
      !OWN.test(text) &&
      (isStack || (/^\s+\S/.test(text) && !OWN.test(last.lines[0] ?? "{")))
    ) {
      extend(last, text);
      if (isStack) crash = last;
      continue;
    }
    // Other goroutines write on while one dies: only prose ends its stack.
    if (crash !== null && !OWN.test(text)) crash = null;
    const block: Open = { atMs, lines: [text], dropped: 0, isCrash };
    blocks.push(block);
    if (isCrash || isStack) crash = block;
    last = OWN.test(text) && !isCrash ? (isDated(text) ? block : null) : block;
  }
  return blocks.map(({ atMs, lines, dropped }) => ({ atMs, lines: trimmed(lines), dropped }));
}

function extend(block: Open, text: string): void {
  if (block.lines.length < MAX_BLOCK_LINES) block.lines.push(text);
  else block.dropped += 1;
}

/** A dated line may be the head of a stack (`log.Printf("…\n%s", stack)`); a structured one carries its stack inside. */
function isDated(text: string): boolean {
  return /^\[?\d{4}/.test(text);
}

function trimmed(lines: readonly string[]): readonly string[] {
  const end = lines.findLastIndex((line) => line.trim() !== "");
  return lines.slice(0, end + 1);
}
