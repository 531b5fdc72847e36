import type { RouteFrame } from "@/lib/contracts/routes";
import type { RouteHeatmapSvg } from "@/lib/domain/route-heatmap-svg";

const TICKS = 5;

/** A route frame as a picture tells it: in English like every export, times in the asked zone, which it names. */
export function routePictureOf(
  { service, objectiveMs, atMs, routes }: RouteFrame,
  { number, timeZone }: { readonly number: number; readonly timeZone: string },
): RouteHeatmapSvg {
  const minute = new Intl.DateTimeFormat("en-GB", { timeZone, hour: "2-digit", minute: "2-digit" });
  const full = new Intl.DateTimeFormat("en-GB", { timeZone, dateStyle: "medium", timeStyle: "medium" });
  const title = `Routes of ${service}, incident #${number}`;
  const { data } = routes;
  if (data === null) {
    return {
      title,
      about: [`No data: ${routes.reason ?? "not asked yet"} (${full.format(atMs)}, ${timeZone})`],
      rows: [],
      timeTicks: [],
    };
  }
  const { grid, rows, routesTotal } = data;
  const startMs = grid.fromMs - grid.stepMs;
  const lengthMs = grid.toMs - startMs;
  const left = routesTotal - rows.length;
  const since =
    routes.state === "ok" || routes.failingSinceMs === null
      ? ""
      : `, stale since ${full.format(routes.failingSinceMs)}`;
  return {
    title,
    about: [
      `${full.format(startMs)} – ${full.format(grid.toMs)} (${timeZone}), ${grid.stepMs / 1_000} s a column${since}`,
      `abnormal = failed (5xx) or over ${objectiveMs} ms, counted once${left > 0 ? `; the ${left} quietest of ${routesTotal} routes are left out` : ""}`,
    ],
    rows,
    timeTicks: Array.from({ length: TICKS }, (_, i) => ({
      at: i / (TICKS - 1),
      label: minute.format(startMs + (lengthMs * i) / (TICKS - 1)),
    })),
  };
}
