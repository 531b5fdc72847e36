import type { RuntimeFigure, RuntimeSeries } from "@/lib/domain/runtime";
import type { Grid } from "@/lib/domain/series";
import { columnsOf } from "./columns";
import type { MatrixSeries } from "./schema";

/** The joined runtime query on the grid. null: the answer holds no series at all. */
export function runtimeOf(result: readonly MatrixSeries[], grid: Grid): RuntimeSeries | null {
  if (result.length === 0) return null;
  const valuesOf = (name: RuntimeFigure) =>
    columnsOf(result.find(({ metric }) => metric.signal === name)?.values ?? [], grid);
  return {
    grid,
    figures: {
      pods: valuesOf("pods"),
      openFiles: valuesOf("openFiles"),
      maxFiles: valuesOf("maxFiles"),
      fullestFilesRatio: valuesOf("fullestFilesRatio"),
      poolInUse: valuesOf("poolInUse"),
      poolMax: valuesOf("poolMax"),
      fullestPoolRatio: valuesOf("fullestPoolRatio"),
      cpuCores: valuesOf("cpuCores"),
      residentBytes: valuesOf("residentBytes"),
      memoryLimitBytes: valuesOf("memoryLimitBytes"),
    },
  };
}
