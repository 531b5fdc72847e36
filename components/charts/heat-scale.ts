import type { AxisRow } from "@/lib/domain/heatmap";

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
