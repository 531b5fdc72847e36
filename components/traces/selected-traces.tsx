"use client";

import { useTranslations } from "next-intl";
import type { SelectedTraces } from "@/lib/contracts/selected-traces";
import type { HeatSelection } from "@/lib/domain/heat-selection";
import { useFormat } from "../format/use-format";
import { Button } from "../ui/button";
import { Notice } from "../ui/notice";
import { AttributeTable } from "./attribute-table";
import { type OpenTrace, TraceLink } from "./trace-link";
import { TraceRows } from "./trace-rows";
import { useSelectedTraces } from "./use-room-traces";

/** The traces of a rectangle of the heat map beside what sets them apart. */
export function SelectedTracesView(props: {
  readonly incidentId: string;
  readonly service: string | null;
  readonly selection: HeatSelection;
  readonly onOpen: OpenTrace;
}) {
  const { selection, onOpen } = props;
  const t = useTranslations("traces.panel");
  const tTraces = useTranslations("traces");
  const tGap = useTranslations("errors.gap");
  const format = useFormat();
  const { data, isFailed, again } = useSelectedTraces(props);
  const range =
    selection.maxMs === null
      ? t("above", { min: format.latency(selection.minMs) })
      : `${format.latency(selection.minMs)}–${format.latency(selection.maxMs)}`;
  const reason = data?.reason ?? null;
  return (
    <div className="@[620px]:grid @[620px]:grid-cols-[minmax(0,1fr)_minmax(0,1fr)]">
      <section aria-label={t("selection")} className="min-w-0">
        <p className="flex flex-wrap items-center gap-x-2 px-3 text-fg-3 text-xs max-md:px-4">
          <span className="whitespace-nowrap">
            {t("selected", { from: format.time(selection.fromMs), to: format.time(selection.toMs), range })}
          </span>
          {data ? (
            <span className="whitespace-nowrap">
              {t(data.inside.mayBeTruncated ? "selected_cut" : "selected_n", { n: format.count(data.inside.n) })}
            </span>
          ) : null}
        </p>
        {isFailed || reason !== null ? (
          <Notice
            tone="watch"
            className="mx-3 my-1.5"
            action={
              <Button size="sm" onClick={again} className="touch-target">
                {tTraces("again")}
              </Button>
            }
          >
            {t("compare_failed", { reason: reason !== null && tGap.has(reason) ? tGap(reason) : (reason ?? "") })}
          </Notice>
        ) : null}
        {data === undefined ? (
          isFailed ? null : (
            <p className="px-3 py-2 text-fg-3">{t("comparing")}</p>
          )
        ) : data.rows.length > 0 ? (
          <TraceRows rows={data.rows} onOpen={onOpen} />
        ) : data.exemplars.length > 0 ? (
          <Exemplars exemplars={data.exemplars} onOpen={onOpen} />
        ) : reason === null ? (
          <p className="px-3 py-2 text-fg-3">{t("none_selected")}</p>
        ) : null}
      </section>
      {data && data.state === "ok" ? <AttributeTable comparison={data.comparison} /> : null}
    </div>
  );
}

function Exemplars({ exemplars, onOpen }: { exemplars: SelectedTraces["exemplars"]; onOpen: OpenTrace }) {
  const t = useTranslations("traces.panel");
  const format = useFormat();
  return (
    <>
      <p className="px-3 py-1 text-fg-2">{t("exemplars", { n: exemplars.length })}</p>
      <ol>
        {exemplars.map(({ traceId, atMs, valueMs }) => (
          <li key={traceId}>
            <TraceLink
              traceId={traceId}
              onOpen={onOpen}
              className="flex h-6 items-center gap-3 px-3 text-fg text-xs hover:bg-hover hover:no-underline max-md:h-11 max-md:px-4"
            >
              <span className="font-mono text-[10.5px] text-accent">{traceId.slice(0, 8)}</span>
              <span className="text-fg-3">{format.time(atMs)}</span>
              <span className="flex-1" />
              <span className="font-semibold">{format.latency(valueMs)}</span>
            </TraceLink>
          </li>
        ))}
      </ol>
    </>
  );
}
