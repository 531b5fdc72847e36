import type { AxisRow } from "@/lib/domain/heatmap";

export type Rgb = readonly [number, number, number];

/** `#rrggbb` or `rgb(r g b)` as numbers 0–255; null when it is neither. */
export function rgbOf(text: string): Rgb | null {
  const hex = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(text.trim());
  const channel = (pair: string | undefined) => Number.parseInt(pair ?? "0", 16);
  if (hex) return [channel(hex[1]), channel(hex[2]), channel(hex[3])];
  const rgb = /^rgba?\(\s*(\d+)[\s,]+(\d+)[\s,]+(\d+)/.exec(text.trim());
  return rgb ? [Number(rgb[1]), Number(rgb[2]), Number(rgb[3])] : null;
}

/** Colour of a shade 0–1 on a ramp of stops, straight between neighbours. */
export function rampColor(stops: readonly Rgb[], shade: number): string {
  const place = Math.min(1, Math.max(0, shade)) * (stops.length - 1);
  const low = stops[Math.floor(place)] ?? [0, 0, 0];
  const high = stops[Math.ceil(place)] ?? low;
  const mix = place - Math.floor(place);
  const [r, g, b] = low.map((value, i) => Math.round(value + ((high[i] ?? value) - value) * mix));
  return `rgb(${r} ${g} ${b})`;
}

/** Height of a latency on the axis, 0 (bottom) to 1 (top), log between the bounds of its row; straight where zero is in it. null without rows. */
export function latencyY(rows: readonly AxisRow[], seconds: number): number | null {
  const row = rows.find(({ highS }) => highS === null || seconds <= highS);
  if (!row) return null;
  if (row.highS === null) return row.y0;
  if (row.lowS === null) return row.y1;
  // The lowest row starts at 0: it is drawn as a logarithm from half its bound.
  const lowS = row.lowS === 0 ? row.highS / 2 : row.lowS;
  const within =
    lowS > 0
      ? Math.log(Math.max(seconds, lowS) / lowS) / Math.log(row.highS / lowS)
      : (seconds - lowS) / (row.highS - lowS);
  return row.y0 + Math.min(1, Math.max(0, within)) * (row.y1 - row.y0);
}

/** Row under a height 0–1. */
export function rowAt(rows: readonly AxisRow[], y: number): number {
  const index = rows.findIndex(({ y1 }) => y <= y1);
  return index === -1 ? rows.length - 1 : index;
}

/** Bounds worth a label: the wanted one first, then from the top, none closer than `gap` (0–1) to another. */
export function labelledBounds(
  rows: readonly AxisRow[],
  options: { readonly gap: number; readonly firstS: number },
): readonly { readonly seconds: number; readonly y: number }[] {
  const all = rows.flatMap(({ highS, y1 }) => (highS === null ? [] : [{ seconds: highS, y: y1 }]));
  const round = (s: number) => (/^[125]0*$/.test(String(Math.round(s * 1e6)).replace(/0+$/, "")) ? 0 : 1);
  const firstY = latencyY(rows, options.firstS);
  const kept: { seconds: number; y: number }[] = firstY === null ? [] : [{ seconds: options.firstS, y: firstY }];
  for (const bound of [...all].sort((a, b) => round(a.seconds) - round(b.seconds) || b.y - a.y)) {
    if (kept.every(({ y }) => Math.abs(y - bound.y) >= options.gap)) kept.push(bound);
  }
  return kept.sort((a, b) => a.y - b.y);
}

/**
 * Counts above what the healthy columns lead to expect: a cell keeps what exceeds mean + 2 × its Poisson deviation. The usual band
 * goes dark and what is new stands out. `isBaseline` says which columns are healthy; without any the counts come back.
 */
export function aboveBaseline(
  columns: readonly (readonly number[] | null)[],
  isBaseline: (column: number) => boolean,
): readonly (readonly number[] | null)[] {
  const healthy = columns.filter((column, i) => column !== null && isBaseline(i));
  if (healthy.length === 0) return columns;
  const rows = Math.max(...columns.map((column) => column?.length ?? 0));
  const mean = Array.from(
    { length: rows },
    (_, row) => healthy.reduce((sum, column) => sum + (column?.[row] ?? 0), 0) / healthy.length,
  );
  return columns.map(
    (column) =>
      column?.map((count, row) => {
        const expected = mean[row] ?? 0;
        return Math.max(0, count - expected - 2 * Math.sqrt(expected));
      }) ?? null,
  );
}
