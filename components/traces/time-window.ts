/** The stretch of a trace on screen, in microseconds since the epoch. */
export type TimeWindow = { readonly fromUs: number; readonly toUs: number };

/** Closer than this shows nothing but rounding. */
const MIN_US = 10;

/** The window `factor` times as long around the same middle, within the whole. */
export function zoomed(
  window: TimeWindow,
  whole: TimeWindow,
  factor: number,
  middleUs = (window.fromUs + window.toUs) / 2,
): TimeWindow {
  const wholeUs = Math.max(MIN_US, whole.toUs - whole.fromUs);
  const lengthUs = Math.min(wholeUs, Math.max(MIN_US, (window.toUs - window.fromUs) * factor));
  const fromUs = Math.min(Math.max(whole.fromUs, middleUs - lengthUs / 2), whole.fromUs + wholeUs - lengthUs);
  return { fromUs, toUs: fromUs + lengthUs };
}

/** Two places 0–1 of a drag over the whole as a window; a click (shorter than 0.5 %) is no drag: null. */
export function draggedWindow(whole: TimeWindow, a: number, b: number): TimeWindow | null {
  if (Math.abs(a - b) < 0.005) return null;
  const at = (place: number) => whole.fromUs + Math.min(1, Math.max(0, place)) * (whole.toUs - whole.fromUs);
  const [fromUs, toUs] = [at(Math.min(a, b)), at(Math.max(a, b))];
  return toUs - fromUs < MIN_US ? null : { fromUs, toUs };
}

/** Left edge and width of an interval in percent of the window; null when it is outside. What is narrower than a hair still shows. */
export function placeIn(
  { fromUs, toUs }: TimeWindow,
  interval: { readonly startUs: number; readonly endUs: number },
): { readonly left: number; readonly width: number } | null {
  if (interval.endUs < fromUs || interval.startUs > toUs) return null;
  const length = Math.max(1, toUs - fromUs);
  const left = ((Math.max(fromUs, interval.startUs) - fromUs) / length) * 100;
  const right = ((Math.min(toUs, interval.endUs) - fromUs) / length) * 100;
  return { left, width: Math.max(0, right - left) };
}

/** Round offsets from the start of the trace within the window, about `count` of them, in microseconds. */
export function tickOffsets(window: TimeWindow, startUs: number, count: number): readonly number[] {
  const raw = (window.toUs - window.fromUs) / count;
  const power = 10 ** Math.floor(Math.log10(Math.max(1, raw)));
  const step = ([1, 2, 5, 10].find((n) => n * power >= raw) ?? 10) * power;
  const first = Math.ceil((window.fromUs - startUs) / step) * step;
  const last = window.toUs - startUs;
  return Array.from({ length: Math.max(0, Math.floor((last - first) / step) + 1) }, (_, i) => first + i * step);
}

/** Closer than this, in percent of the window, two stretches are drawn as one: nobody sees the gap, and the page stays small. */
const SEEN_GAP = 0.15;

/** Places of stretches that are sorted by start, those joined that no eye can part. At most some 700, however many there are. */
export function placesIn(
  window: TimeWindow,
  sections: readonly { readonly startUs: number; readonly endUs: number }[],
): readonly { readonly left: number; readonly width: number }[] {
  const places: { left: number; width: number }[] = [];
  for (const section of sections) {
    const next = placeIn(window, section);
    if (next === null) continue;
    const last = places.at(-1);
    if (last !== undefined && next.left - (last.left + last.width) < SEEN_GAP) {
      last.width = Math.max(last.width, next.left + next.width - last.left);
    } else places.push({ ...next });
  }
  return places;
}
