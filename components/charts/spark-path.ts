import type { StripBand } from "./strip-scale";

type Scale = { readonly bottom: number; readonly top: number };

/**
 * SVG path of a line in a box of `columns` × 1, a value in the middle of its column. A gap ends the line; a value between two gaps is a
 * point (drawn by a round line end).
 */
export function linePath(values: readonly (number | null)[], scale: Scale): string {
  return runsOf(values)
    .map((run) => {
      const points = run.map(({ column, value }) => `${column + 0.5} ${heightOf(value, scale)}`);
      return points.length === 1 ? `M${points[0]}h0` : `M${points.join("L")}`;
    })
    .join("");
}

/** SVG path of the areas between low and high in the same box; gaps part them. */
export function areaPath(band: StripBand, scale: Scale): string {
  return runsOf(band)
    .map((run) => {
      const upper = run.map(({ column, value }) => `${column + 0.5} ${heightOf(value[1], scale)}`);
      const lower = run.toReversed().map(({ column, value }) => `${column + 0.5} ${heightOf(value[0], scale)}`);
      return `M${[...upper, ...lower].join("L")}Z`;
    })
    .join("");
}

/** 0 is the upper edge. Rounded: the text goes to the browser. */
export function heightOf(value: number, { bottom, top }: Scale): number {
  return Math.round((1 - (value - bottom) / (top - bottom)) * 10_000) / 10_000;
}

function runsOf<T>(
  values: readonly (T | null)[],
): readonly (readonly { readonly column: number; readonly value: T }[])[] {
  const runs: { readonly column: number; readonly value: T }[][] = [];
  let run: { readonly column: number; readonly value: T }[] | null = null;
  values.forEach((value, column) => {
    if (value === null) {
      run = null;
      return;
    }
    if (run === null) {
      run = [];
      runs.push(run);
    }
    run.push({ column, value });
  });
  return runs;
}
