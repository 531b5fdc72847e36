"use client";

import { useTranslations } from "next-intl";
import type { BreakerReport } from "@/lib/contracts/breaker-report";
import { useFormat } from "../../format/use-format";

type Window = BreakerReport["breakers"][number]["window"];

const HEIGHT_PX = 44;
const BAR = 10;
const GAP = 2;

/** Calls of the last minute every 5 s: gone out, of those failed, and above them refused. The table behind it is for screen readers. */
export function FailureWindow({ window }: { readonly window: Window }) {
  const t = useTranslations("breakers.window");
  const format = useFormat();
  const { columns, source, isSample } = window;
  if (source === null || columns.length === 0) return <p className="text-fg-3">{t("none")}</p>;
  const sum = (of: "total" | "failed" | "rejected") => columns.reduce((all, column) => all + (column[of] ?? 0), 0);
  const whole = (column: (typeof columns)[number]) =>
    Math.max(column.total ?? 0, column.failed ?? 0) + (column.rejected ?? 0);
  const most = Math.max(1, ...columns.map(whole));
  const px = (n: number) => (n / most) * HEIGHT_PX;
  const width = columns.length * (BAR + GAP);
  const isTotalKnown = columns.some(({ total }) => total !== null);
  return (
    <figure>
      <svg viewBox={`0 0 ${width} ${HEIGHT_PX}`} className="h-11 w-full" preserveAspectRatio="none" aria-hidden>
        {columns.map((column, index) => {
          const x = index * (BAR + GAP);
          const [total, failed, rejected] = [column.total ?? 0, column.failed ?? 0, column.rejected ?? 0];
          const out = Math.max(total, failed);
          return (
            <g key={column.atMs}>
              <rect x={x} width={BAR} y={HEIGHT_PX - px(out)} height={px(out)} fill="var(--line-strong)" />
              <rect x={x} width={BAR} y={HEIGHT_PX - px(failed)} height={px(failed)} fill="var(--act-solid)" />
              <rect
                x={x + 0.5}
                width={BAR - 1}
                y={HEIGHT_PX - px(out + rejected)}
                height={px(rejected)}
                fill="none"
                stroke="var(--fg-3)"
                strokeDasharray="2 1.5"
                vectorEffect="non-scaling-stroke"
              />
            </g>
          );
        })}
      </svg>
      <figcaption className="pt-1 text-2xs text-fg-3">
        {isTotalKnown
          ? t("sum", { failed: format.count(sum("failed")), total: format.count(sum("total")) })
          : t("sum_failed", { failed: format.count(sum("failed")) })}
        {sum("rejected") > 0 ? `, ${t("refused", { n: format.count(sum("rejected")) })}` : ""}. {t(`source.${source}`)}
        {isSample ? ` ${t("sample")}` : ""}
      </figcaption>
      <table className="sr-only">
        <caption>{t("title")}</caption>
        <thead>
          <tr>
            <th>{t("until")}</th>
            <th>{t("total")}</th>
            <th>{t("failed")}</th>
            <th>{t("rejected")}</th>
          </tr>
        </thead>
        <tbody>
          {columns.map(({ atMs, total, failed, rejected }) => (
            <tr key={atMs}>
              <td>{format.time(atMs)}</td>
              {[total, failed, rejected].map((count, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: three fixed columns
                <td key={index}>{count === null ? t("unknown") : format.count(count)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </figure>
  );
}
