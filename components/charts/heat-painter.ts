import { placeOfShade, type Rgb, rampRgb } from "@/lib/domain/heat-ramp";
import { type HeatShades, HIGHEST_SHADE, LOWEST_SHADE } from "@/lib/domain/heat-shades";
import type { AxisRow } from "@/lib/domain/heatmap";

/** What is painted. `edges` and `isGap` by cell column, `rows` from bottom to top. */
export type HeatPicture = {
  readonly rows: readonly AxisRow[];
  readonly edges: readonly number[];
  readonly isGap: readonly boolean[];
  readonly shades: HeatShades;
};

/** Colours as the theme has them. `usual`: cells that hold no more than the baseline. */
export type HeatLook = {
  readonly ramp: readonly Rgb[];
  readonly usual: Rgb;
  readonly gap: string;
  readonly hatch: string;
};

/** Pixel colour of every shade, as little-endian RGBA; 0 is transparent. */
export function paletteOf({ ramp, usual }: Pick<HeatLook, "ramp" | "usual">): Uint32Array {
  const palette = new Uint32Array(HIGHEST_SHADE + 1);
  palette[1] = pixelOf(usual);
  for (let shade = LOWEST_SHADE; shade <= HIGHEST_SHADE; shade += 1) {
    palette[shade] = pixelOf(rampRgb(ramp, placeOfShade(shade)));
  }
  return palette;
}

function pixelOf([r, g, b]: Rgb): number {
  return ((255 << 24) | (b << 16) | (g << 8) | r) >>> 0;
}

/**
 * Pixels of all cells, `width × height`, edges on whole pixels so that cells meet without seams. One scan line is filled per row of the
 * axis and copied down its height: the cost is that of the picture's size, not of its cells.
 */
export function heatPixels(
  { rows, edges, shades }: HeatPicture,
  size: { readonly width: number; readonly height: number },
  palette: Uint32Array,
): Uint32Array<ArrayBuffer> {
  const { width, height } = size;
  const pixels = new Uint32Array(width * height);
  const xs = columnPixels(edges, width);
  for (const [row, { y0, y1 }] of rows.entries()) {
    const top = Math.round((1 - y1) * height);
    const bottom = Math.round((1 - y0) * height);
    if (bottom <= top) continue;
    const start = top * width;
    for (let column = 0; column < shades.columns; column += 1) {
      const shade = shades.cells[column * shades.rows + row] ?? 0;
      if (shade > 0) pixels.fill(palette[shade] ?? 0, start + (xs[column] ?? 0), start + (xs[column + 1] ?? 0));
    }
    for (let y = top + 1; y < bottom; y += 1) pixels.copyWithin(y * width, start, start + width);
  }
  return pixels;
}

/** Left edges of the cell columns in pixels, and the right edge of the last. */
function columnPixels(edges: readonly number[], width: number): readonly number[] {
  const last = edges.at(-1) ?? 1;
  return edges.map((edge) => Math.round((edge / last) * width));
}

/** Paints cells and gaps on the whole canvas. */
export function paintHeat(canvas: HTMLCanvasElement, picture: HeatPicture, look: HeatLook): void {
  const context = canvas.getContext("2d");
  const { width, height } = canvas;
  if (context === null || width === 0 || height === 0) return;
  const pixels = heatPixels(picture, { width, height }, paletteOf(look));
  context.putImageData(new ImageData(new Uint8ClampedArray(pixels.buffer), width, height), 0, 0);
  const xs = columnPixels(picture.edges, width);
  for (const [from, to] of gapsOf(picture.isGap)) {
    paintGap(context, { x: xs[from] ?? 0, width: (xs[to] ?? width) - (xs[from] ?? 0), height }, look);
  }
}

/** Neighbouring gaps as one: [first column, column after the last]. */
export function gapsOf(isGap: readonly boolean[]): readonly (readonly [number, number])[] {
  const runs: [number, number][] = [];
  for (const [column, gap] of isGap.entries()) {
    const run = runs.at(-1);
    if (!gap) continue;
    if (run !== undefined && run[1] === column) run[1] = column + 1;
    else runs.push([column, column + 1]);
  }
  return runs;
}

const HATCH_PX = 7;

/** No data: a tint and a hatching, which nobody takes for an empty cell. */
function paintGap(
  context: CanvasRenderingContext2D,
  box: { readonly x: number; readonly width: number; readonly height: number },
  look: HeatLook,
): void {
  context.save();
  context.beginPath();
  context.rect(box.x, 0, box.width, box.height);
  context.clip();
  context.fillStyle = look.gap;
  context.fillRect(box.x, 0, box.width, box.height);
  context.strokeStyle = look.hatch;
  context.beginPath();
  const first = Math.floor((box.x - box.height) / HATCH_PX) * HATCH_PX;
  for (let x = first; x < box.x + box.width; x += HATCH_PX) {
    context.moveTo(x, box.height);
    context.lineTo(x + box.height, 0);
  }
  context.stroke();
  context.restore();
}
