const MAX_MESSAGE = 400;

/** What varies between two messages of one kind, in the order in which it must be masked. */
const MASKS: readonly (readonly [RegExp, string])[] = [
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, "<id>"],
  [/\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?\b/g, "<time>"],
  [/\b[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}\b/g, "<mail>"],
  [/"(?:[^"\\]|\\.){0,300}"/g, '"…"'],
  [/'[^'\n]{0,300}'/g, "'…'"],
  [/\[[0-9a-f:]{2,45}(?:%\w{1,16})?\](?::\d{1,5})?/gi, "<ip>"],
  [/\b\d{1,3}(?:\.\d{1,3}){3}(?::\d{1,5})?\b/g, "<ip>"],
  [/\b0x[0-9a-f]{1,32}\b/gi, "<id>"],
  // Hex with a digit in it, and ids that mix letters and digits: pod suffixes, object ids.
  [/\b(?=[a-f]{0,31}\d)[0-9a-f]{8,64}\b/gi, "<id>"],
  [/(?<=[-_/])(?=[a-z]{0,20}\d)[a-z0-9]{5,40}\b/gi, "<id>"],
  [/(?<![\w])-?\d{1,20}(?:\.\d{1,20})?(?:ns|µs|us|ms|m\d{1,2}s|s|m|h|%|[kKMG]i?B)?\b/g, "<n>"],
];

/** A message with its numbers, ids, addresses and quoted values masked: equal for messages of one statement of the program. */
export function templateOf(message: string): string {
  let text = message.slice(0, MAX_MESSAGE).replace(/\s+/g, " ").trim();
  for (const [pattern, mask] of MASKS) text = text.replace(pattern, mask);
  return text;
}

const NOT_OWN =
  /^(?:panic\(|runtime[./]|net\/http\.|testing\.|created by |goroutine |\[|main\.main\.func\d+$|reflect\.)/;

/** The innermost frame that is the program's own, e.g. `main.(*server).items`; null without a Go stack. */
export function ownFrameOf(stack: readonly string[]): string | null {
  const frames = stack.flatMap((line, index) => {
    const next = stack[index + 1] ?? "";
    const isFrame = /\(.*\)$/.test(line) && /^\s+\S+\.(?:go|s):\d+/.test(next);
    // One line per frame, as some loggers write it: `main.handle /src/main.go:12`.
    const inline = /^(\S+) \/?\S+\.go:\d+/.exec(line)?.[1];
    return isFrame ? [line.replace(/\([^()]*\)$/, "")] : (inline ?? []);
  });
  // Above the panic stand the deferred functions that recovered from it.
  const from = stack.some((line) => line.startsWith("panic(")) ? frames.lastIndexOf("panic") + 1 : 0;
  return frames.slice(from).find((frame) => !NOT_OWN.test(`${frame}(`)) ?? null;
}
