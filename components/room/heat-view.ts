import type { RoomFrame } from "@/lib/contracts/room";
import { type BaselineShares, sharesOnRows } from "@/lib/domain/heat-baseline";
import { type HeatCells, heatCellsOf } from "@/lib/domain/heat-cells";
import { type ShadeMode, shadesOf } from "@/lib/domain/heat-shades";
import type { HeatPicture } from "../charts/heat-painter";

/** The heat map of a frame: its cells, their colours, and the healthy shares they are compared with. */
export type HeatView = {
  readonly cells: HeatCells;
  readonly picture: HeatPicture;
  readonly baseline: BaselineShares | null;
};

/** A cell smaller than this on screen is a point, not a cell: neighbours are merged, and the panel says so. */
const MIN_CELL_PX = 2;

/** null without a histogram. A size of 0 (not laid out yet) merges nothing. */
export function heatViewOf(
  frame: Pick<RoomFrame, "latency" | "baseline" | "grid">,
  look: { readonly mode: ShadeMode; readonly width: number; readonly height: number },
): HeatView | null {
  const { grid } = frame;
  const histogram = frame.latency.data;
  if (histogram === null || histogram.boundsS.length === 0) return null;
  const most = (px: number) =>
    px > 0 ? Math.max(MIN_CELL_PX, Math.floor(px / MIN_CELL_PX)) : Number.POSITIVE_INFINITY;
  const cells = heatCellsOf(histogram, {
    maxColumns: most(look.width),
    maxRows: most(look.height),
    firstIndex: Math.round(grid.fromMs / grid.stepMs),
  });
  const buckets = frame.baseline?.buckets ?? null;
  const baseline = buckets === null ? null : sharesOnRows(buckets, cells.rows);
  return {
    cells,
    baseline,
    picture: {
      rows: cells.rows,
      edges: cells.edges,
      isGap: cells.columns.map((column) => column === null),
      shades: shadesOf(cells.columns, cells.rows.length, look.mode, baseline),
    },
  };
}
