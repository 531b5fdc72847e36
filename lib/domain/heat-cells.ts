import { type AxisRow, latencyAxisOf } from "./heatmap";

/** What a heat map draws: counts per cell with true bounds. A cell may stand for several columns and rows of the answer. */
export type HeatCells = {
  readonly rows: readonly AxisRow[];
  /** Column i of the cells covers columns [edges[i], edges[i + 1]) of the answer. */
  readonly edges: readonly number[];
  /** [column][row]; null = gap. */
  readonly columns: readonly (readonly number[] | null)[];
  readonly columnsPerCell: number;
  readonly rowsPerCell: number;
  /** Cell columns that hold both requests and a gap. */
  readonly partialColumns: number;
};

/** More cells than this are merged, whatever the size of the plot. */
export const MAX_HEAT_CELLS = 60_000;

/**
 * Cells for a histogram: one per column and bucket while they fit into `maxColumns` × `maxRows` and MAX_HEAT_CELLS, else neighbours are
 * added up and the result says how many. Groups of columns are aligned on `firstIndex` (the first column's place on the absolute time
 * grid), so that a window that moves on does not regroup. The open band on top stays a row of its own.
 */
export function heatCellsOf(
  histogram: { readonly boundsS: readonly number[]; readonly columns: readonly (readonly number[] | null)[] },
  fit: { readonly maxColumns: number; readonly maxRows: number; readonly firstIndex: number },
): HeatCells {
  const { boundsS, columns } = histogram;
  const rowsPerCell = Math.max(1, Math.ceil(boundsS.length / Math.max(1, fit.maxRows - 1)));
  const keptS = rowsPerCell === 1 ? boundsS : boundsS.filter((_, i) => isGroupEnd(i, rowsPerCell, boundsS.length));
  const rows = latencyAxisOf(keptS);
  const most = Math.max(1, Math.min(fit.maxColumns, Math.floor(MAX_HEAT_CELLS / Math.max(1, rows.length))));
  // Aligned groups can begin and end in part: one more than the division says.
  const columnsPerCell = columns.length <= most ? 1 : Math.ceil(columns.length / Math.max(1, most - 1));
  const edges = edgesOf(columns.length, columnsPerCell, fit.firstIndex);
  let partialColumns = 0;
  const merged = edges.slice(0, -1).map((from, i) => {
    const group = columns.slice(from, edges[i + 1]);
    const filled = group.filter((column) => column !== null);
    if (filled.length === 0) return null;
    if (filled.length < group.length) partialColumns += 1;
    const [only] = filled;
    if (rowsPerCell === 1 && filled.length === 1 && only !== undefined) return only;
    const counts = new Array<number>(rows.length).fill(0);
    for (const column of filled) {
      for (const [row, count] of column.entries()) {
        const to = row >= boundsS.length ? rows.length - 1 : Math.floor(row / rowsPerCell);
        counts[to] = (counts[to] ?? 0) + count;
      }
    }
    return counts;
  });
  return { rows, edges, columns: merged, columnsPerCell, rowsPerCell, partialColumns };
}

function isGroupEnd(index: number, size: number, length: number): boolean {
  return (index + 1) % size === 0 || index === length - 1;
}

function edgesOf(length: number, size: number, firstIndex: number): readonly number[] {
  const edges = [0];
  const intoGroup = ((firstIndex % size) + size) % size;
  for (let edge = size - intoGroup; edge < length; edge += size) edges.push(edge);
  if (length > 0) edges.push(length);
  return edges;
}

/** The cell column that holds a column of the answer. */
export function cellColumnOf({ edges }: HeatCells, column: number): number {
  const after = edges.findIndex((edge) => edge > column);
  return after === -1 ? edges.length - 2 : Math.max(0, after - 1);
}
