"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type RouteFrame, routeFrameSchema } from "@/lib/contracts/routes";
import { type RoomView, roomViewQuery } from "@/lib/domain/room-view";
import { useFormat } from "../format/use-format";
import { readJson } from "../live/read-json";
import { Button } from "../ui/button";
import { cn } from "../ui/cn";
import { PanelState } from "./panel-state";

/** As often as the room's tick; many viewers still make one query. */
const REFRESH_MS = 5_000;
const STOPS = 9;
const ROUTE_FIELDS = ["range", "span", "service"];

/** Latency and abnormal requests by route, most abnormal first, asked for only while it is shown. */
export function RoutesPanel({ incidentId, view }: { readonly incidentId: string; readonly view: RoomView }) {
  const t = useTranslations("heatmap.routes");
  const format = useFormat();
  const query = queryOf(view);
  const { data, isError, refetch } = useQuery<RouteFrame>({
    queryKey: ["routes", incidentId, query],
    queryFn: () => readJson(`/api/incidents/${incidentId}/routes.json${query}`, routeFrameSchema),
    refetchInterval: REFRESH_MS,
    placeholderData: (previous) => previous,
  });
  const routes = data?.routes.data ?? null;
  const again = () => void refetch();
  const hidden = routes === null ? 0 : routes.routesTotal - routes.rows.length;
  const picture = `/api/incidents/${incidentId}/routes.svg${query}${query === "" ? "?" : "&"}tz=${encodeURIComponent(format.zone.name)}&download=1`;
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div className="flex min-h-[26px] shrink-0 items-center gap-2 px-3 text-2xs text-fg-3">
        <Legend />
        {data ? <span>{t("abnormal_is", { objective: format.latency(data.objectiveMs) })}</span> : null}
        {hidden > 0 ? <span>{t("left_out", { n: hidden, total: routes?.routesTotal ?? 0 })}</span> : null}
        <span className="flex-1" />
        <Button asChild tone="ghost" size="sm">
          <a href={picture} download title={t("save_title")}>
            {t("save")}
          </a>
        </Button>
      </div>
      <PanelState panel={data?.routes ?? null} source="prometheus" again={again} />
      {routes === null || data === undefined ? (
        <p className="grid flex-1 place-items-center text-fg-3" aria-busy={data === undefined && !isError}>
          {isError ? t("failed") : data === undefined ? t("loading") : t("none", { service: data.service })}
        </p>
      ) : (
        <div className={cn("min-h-0 flex-1 overflow-auto", data.routes.state !== "ok" && "opacity-50 saturate-[.35]")}>
          <table className="w-full text-xs" data-testid="routes">
            <caption className="sr-only">{t("caption", { service: data.service })}</caption>
            <thead>
              <tr className="[&>th]:sticky [&>th]:top-0 [&>th]:bg-surface [&>th]:px-2 [&>th]:py-1 [&>th]:text-right [&>th]:font-medium [&>th]:text-fg-3">
                <th scope="col" className="text-left! pl-3!">
                  {t("route")}
                </th>
                <th scope="col">{t("requests")}</th>
                <th scope="col">p50</th>
                <th scope="col">p90</th>
                <th scope="col">p99</th>
                <th scope="col">{t("abnormal")}</th>
                <th scope="col" className="w-2/5 pr-3! text-left!">
                  {t("over_time", {
                    from: format.minute(routes.grid.fromMs - routes.grid.stepMs),
                    to: format.minute(routes.grid.toMs),
                    step: format.duration(routes.grid.stepMs),
                  })}
                </th>
              </tr>
            </thead>
            <tbody>
              {routes.rows.map((row) => (
                <tr key={row.route} className="border-line border-t [&>td]:px-2 [&>td]:py-1 [&>td]:text-right">
                  <th scope="row" className="max-w-60 truncate py-1 pr-2 pl-3 text-left font-medium" title={row.route}>
                    {row.route === "" ? t("no_route") : row.route}
                  </th>
                  <td>{format.count(row.n)}</td>
                  <td>{latencyOf(row.p50Ms, format.latency)}</td>
                  <td className={cn(isOver(row.p90Ms, data.objectiveMs) && "font-semibold text-act")}>
                    {latencyOf(row.p90Ms, format.latency)}
                  </td>
                  <td>{latencyOf(row.p99Ms, format.latency)}</td>
                  <td
                    title={
                      row.failedRatio === null || row.slowRatio === null
                        ? undefined
                        : t("parts", { failed: format.percent(row.failedRatio), slow: format.percent(row.slowRatio) })
                    }
                  >
                    {row.abnormalRatio === null ? "–" : format.percent(row.abnormalRatio)}
                  </td>
                  <td className="pr-3!">
                    <Strip columns={row.columns} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </div>
  );
}

function queryOf(view: RoomView): string {
  const query = new URLSearchParams(
    roomViewQuery(view).flatMap(([name, value]) =>
      value !== null && ROUTE_FIELDS.includes(name) ? [[name, value]] : [],
    ),
  );
  return query.size > 0 ? `?${query}` : "";
}

function latencyOf(ms: number | null, write: (ms: number) => string): string {
  return ms === null ? "–" : write(ms);
}

function isOver(ms: number | null, objectiveMs: number): boolean {
  return ms !== null && ms > objectiveMs;
}

/** The square root: 1 % must be told from none. */
function stopOf(ratio: number): number {
  return Math.round(Math.sqrt(ratio) * (STOPS - 1));
}

/** Abnormal share over time; a column without requests is dashed, not pale. For eyes: the figures are beside it. */
function Strip({ columns }: { readonly columns: readonly (number | null)[] }) {
  return (
    <svg
      aria-hidden
      viewBox={`0 0 ${columns.length} 1`}
      preserveAspectRatio="none"
      className="block h-4 w-full"
      shapeRendering="crispEdges"
    >
      {columns.map((ratio, column) =>
        ratio === null ? (
          <path
            // biome-ignore lint/suspicious/noArrayIndexKey: a column is its place on the axis
            key={column}
            d={`M${column} .5h1`}
            stroke="var(--fg-4)"
            strokeDasharray="2 3"
            vectorEffect="non-scaling-stroke"
          />
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: a column is its place on the axis
          <rect key={column} x={column} width="1" height="1" fill={`var(--heat-${stopOf(ratio)})`} />
        ),
      )}
    </svg>
  );
}

function Legend() {
  return (
    <span className="inline-flex items-center gap-1.5" aria-hidden>
      0
      <span className="inline-flex h-2 overflow-hidden rounded-1">
        {Array.from({ length: STOPS }, (_, stop) => `var(--heat-${stop})`).map((color) => (
          <i key={color} className="h-2 w-[7px]" style={{ background: color }} />
        ))}
      </span>
      100 %
    </span>
  );
}
