/** A chord's second key comes within this time of the first. */
const CHORD_MS = 1_000;

/** A first key that waits for a second one. */
export type Pressed = { readonly key: string; readonly atMs: number } | null;

type Stroke = Pick<KeyboardEvent, "key" | "code" | "shiftKey">;

/** The key as commands name it: letters small unless Shift is held, and by their place on a keyboard of another script. */
export function keyOf({ key, code, shiftKey }: Stroke): string {
  if (key.length !== 1) return key;
  if (key.charCodeAt(0) < 128) return shiftKey ? key : key.toLowerCase();
  const letter = /^Key([A-Z])$/.exec(code)?.[1];
  return letter === undefined || shiftKey ? key : letter.toLowerCase();
}

/** What a key means after what was pressed before: the keys of a command, or null; and what waits for a second key now. */
export function matched(
  pressed: Pressed,
  stroke: { readonly key: string; readonly atMs: number },
  known: ReadonlySet<string>,
): { readonly keys: string | null; readonly pressed: Pressed } {
  const { key, atMs } = stroke;
  if (pressed !== null && atMs - pressed.atMs < CHORD_MS) {
    const chord = `${pressed.key} ${key}`;
    if (known.has(chord)) return { keys: chord, pressed: null };
  }
  if (known.has(key)) return { keys: key, pressed: null };
  const isFirst = [...known].some((keys) => keys.startsWith(`${key} `));
  return { keys: null, pressed: isFirst ? stroke : null };
}
