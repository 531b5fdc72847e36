"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import type { TraceCohorts } from "@/lib/contracts/trace-cohorts";
import { useFormat } from "../format/use-format";
import { Button } from "../ui/button";
import { cn } from "../ui/cn";
import { Notice } from "../ui/notice";
import { Segmented } from "../ui/segmented";
import { useTraceCohorts } from "./use-room-traces";

const RELEASE_MINUTES = 15;

/** Two cohorts of traces by operation: what the slow ones, or those of the new release, wait for. */
export function CohortCompare(props: {
  readonly incidentId: string;
  readonly service: string | null;
  readonly rangeMin: number;
  readonly span: { readonly fromMs: number; readonly toMs: number } | null;
}) {
  const t = useTranslations("traces.panel");
  const [by, setBy] = useState<TraceCohorts["by"]>("speed");
  const { data, isFailed, again } = useTraceCohorts({ ...props, by });
  const isOther = data !== undefined && data.by !== by;
  return (
    <div className={cn(isOther && "opacity-60")}>
      <div className="flex flex-wrap items-center gap-2 px-3 max-md:px-4">
        <Segmented
          label={t("compare_by")}
          value={by}
          onChange={setBy}
          options={[
            { value: "speed", label: t("by_speed") },
            { value: "release", label: t("by_release") },
          ]}
        />
        <p className="min-w-0 flex-1 truncate text-fg-3 text-xs">{data ? <Samples cohorts={data} /> : null}</p>
      </div>
      {isFailed ? <Failed reason="" again={again} /> : null}
      {data === undefined ? (
        isFailed ? null : (
          <p className="px-3 py-2 text-fg-3">{t("comparing")}</p>
        )
      ) : (
        <Cohorts cohorts={data} again={again} />
      )}
    </div>
  );
}

/** How many traces are behind each side, and how they were parted. */
function Samples({ cohorts }: { cohorts: TraceCohorts }) {
  const t = useTranslations("traces.panel");
  const format = useFormat();
  const { a, b, splitMs, splitAt, releasedMs, neither, mayBeTruncated } = cohorts;
  const split =
    releasedMs !== null
      ? t("released", {
          after: a.version ?? "–",
          before: b.version ?? "–",
          a: format.count(a.n),
          b: format.count(b.n),
          minutes: RELEASE_MINUTES,
          time: format.time(releasedMs),
        })
      : splitMs !== null && splitAt !== null
        ? t(`split_${splitAt}`, { a: format.count(a.n), b: format.count(b.n), limit: format.latency(splitMs) })
        : "";
  const more = [
    ...(neither > 0 ? [t("neither", { n: format.count(neither) })] : []),
    ...(mayBeTruncated ? [t("sampled")] : []),
  ];
  const text = [split, ...more].filter(Boolean).join("; ");
  return <span title={text}>{text}</span>;
}

function Failed({ reason, again }: { reason: string; again: () => void }) {
  const t = useTranslations("traces");
  const tGap = useTranslations("errors.gap");
  return (
    <Notice
      tone="watch"
      className="mx-3 my-1.5"
      action={
        <Button size="sm" onClick={again} className="touch-target">
          {t("again")}
        </Button>
      }
    >
      {t("panel.compare_failed", { reason: tGap.has(reason) ? tGap(reason) : reason })}
    </Notice>
  );
}

function Cohorts({ cohorts, again }: { cohorts: TraceCohorts; again: () => void }) {
  const t = useTranslations("traces.panel");
  const format = useFormat();
  const { state, reason, rows, rowsTotal, a, b, minTraces, by } = cohorts;
  if (reason === "no_release") return <p className="px-3 py-2 text-fg-3">{t("no_release")}</p>;
  if (state !== "ok") return <Failed reason={reason ?? ""} again={again} />;
  if (rows.length === 0) {
    return (
      <p className="px-3 py-2 text-fg-3">
        {t("not_enough", { a: format.count(a.n), b: format.count(b.n), min: minTraces })}
      </p>
    );
  }
  const names = by === "speed" ? [t("cohort_slow"), t("cohort_fast")] : [a.version ?? "–", b.version ?? "–"];
  const ms = (value: number | null) => (value === null ? "–" : format.latency(value));
  return (
    <div className="overflow-x-auto px-3 pb-2 max-md:px-4">
      <table className="w-full text-xs [&_td]:whitespace-nowrap [&_td]:pl-3 [&_td]:text-right [&_th]:whitespace-nowrap [&_th]:pl-3 [&_th]:text-right [&_th]:font-normal [&_th]:text-fg-3">
        <thead>
          <tr className="h-5">
            <th scope="col" className="w-full max-w-0 truncate pl-0! text-left!">
              {t("operation")}
            </th>
            {names.map((name) => (
              <th key={name} scope="col" colSpan={1}>
                {name} <span className="text-2xs">{t("median")}</span>
              </th>
            ))}
            {names.map((name) => (
              <th key={name} scope="col" className="@max-[640px]:hidden">
                {name} <span className="text-2xs">{t("p95")}</span>
              </th>
            ))}
            {names.map((name) => (
              <th key={name} scope="col" className="@max-[760px]:hidden">
                {name} <span className="text-2xs">{t("spans")}</span>
              </th>
            ))}
            <th scope="col" className="@max-[520px]:hidden">
              {t("share")}
            </th>
            <th scope="col">{t("difference")}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={JSON.stringify([row.service, row.operation])} className="h-[22px] hover:bg-hover">
              <th
                scope="row"
                className="max-w-0 truncate pl-0! text-left! text-fg!"
                title={`${row.service} ${row.operation}`}
              >
                <span className="font-medium">{row.service}</span> {row.operation}
              </th>
              <td className="font-medium">{ms(row.a.medianSelfMs)}</td>
              <td className="text-fg-2">{ms(row.b.medianSelfMs)}</td>
              <td className="@max-[640px]:hidden">{ms(row.a.p95SelfMs)}</td>
              <td className="@max-[640px]:hidden text-fg-2">{ms(row.b.p95SelfMs)}</td>
              <td className="@max-[760px]:hidden text-fg-2">{format.count(row.a.n)}</td>
              <td className="@max-[760px]:hidden text-fg-3">{format.count(row.b.n)}</td>
              <td className="@max-[520px]:hidden text-fg-2">
                {format.percent(row.a.criticalRatio)}{" "}
                <span className="text-fg-3">{format.percent(row.b.criticalRatio)}</span>
              </td>
              <td className="font-semibold">
                {row.differenceMs >= 0 ? "+" : "−"}
                {format.latency(Math.abs(row.differenceMs))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {rowsTotal > rows.length ? (
        <p className="pt-1 text-2xs text-fg-3">{t("rest_rows", { n: format.count(rowsTotal - rows.length) })}</p>
      ) : null}
    </div>
  );
}
