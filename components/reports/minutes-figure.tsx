"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";
import { logAxisOf, logPlace } from "@/lib/domain/log-axis";
import type { TimeMeasure } from "@/lib/domain/mttx";
import type { MeasureReport } from "@/lib/domain/recovery-report";
import { useFormat } from "../format/use-format";
import { cn } from "../ui/cn";

/** One row per measure: median as a dot, its interval as a bar, the period before as an open dot. A row chooses the chart. */
export function MinutesFigure(props: {
  readonly measures: readonly MeasureReport[];
  readonly chosen: TimeMeasure;
  readonly days: number;
  readonly hrefOf: (measure: TimeMeasure) => string;
}) {
  const t = useTranslations("reports");
  const format = useFormat();
  const axis = logAxisOf(
    props.measures.flatMap(({ now, before }) => [
      ...(now.median === null ? [] : [now.median]),
      ...(now.medianInterval ? [now.medianInterval.low, now.medianInterval.high] : []),
      ...(before.median === null ? [] : [before.median]),
    ]),
    5,
  );
  const place = (value: number) => logPlace(axis, value) * 100;
  const left = (value: number) => `${place(value).toFixed(2)}%`;
  return (
    <div>
      <ul className="relative">
        {props.measures.map(({ measure, now, before }) => (
          <li key={measure}>
            <Link
              href={props.hrefOf(measure)}
              scroll={false}
              aria-label={t("minutes.choose", { measure: t(`timeTo.${measure}`) })}
              {...(measure === props.chosen ? { "aria-current": "true" as const } : {})}
              className={cn(
                "grid h-[34px] grid-cols-[88px_minmax(0,1fr)_76px] items-center gap-3 rounded-1 px-2 hover:bg-hover max-md:h-11",
                measure === props.chosen && "bg-hover font-medium",
              )}
            >
              <span className="truncate">{t(`measure.${measure}`)}</span>
              <span className="relative h-full">
                {axis.ticksMs.map((tick) => (
                  <i key={tick} className="absolute inset-y-0 w-px bg-line" style={{ left: left(tick) }} />
                ))}
                {before.median === null ? null : (
                  <i
                    className="absolute top-1/2 -mt-1 -ml-1 size-2 rounded-full border-[1.3px] border-chart-3 bg-surface"
                    style={{ left: left(before.median) }}
                  />
                )}
                {now.medianInterval ? (
                  <i
                    className="absolute top-1/2 -mt-[1.5px] h-[3px] rounded-full bg-fg-3"
                    style={{
                      left: left(now.medianInterval.low),
                      width: `${(place(now.medianInterval.high) - place(now.medianInterval.low)).toFixed(2)}%`,
                    }}
                  />
                ) : null}
                {now.median === null ? (
                  <i className="absolute inset-x-0 top-1/2 border-fg-3 border-t border-dashed" />
                ) : (
                  <i
                    className="absolute top-1/2 -mt-1 -ml-1 size-2 rounded-full bg-fg"
                    style={{ left: left(now.median) }}
                  />
                )}
              </span>
              <b className="text-right font-semibold">
                {now.median === null ? (
                  <span className="font-normal text-fg-3">{format.n(now.n)}</span>
                ) : (
                  format.duration(now.median)
                )}
              </b>
            </Link>
          </li>
        ))}
      </ul>
      <div aria-hidden className="grid grid-cols-[88px_minmax(0,1fr)_76px] gap-3 px-2 pt-1 text-fg-3 text-xs">
        <span />
        <span className="relative h-4">
          {axis.ticksMs.map((tick) => (
            <span key={tick} className="absolute -translate-x-1/2 whitespace-nowrap" style={{ left: left(tick) }}>
              {format.duration(tick).replace(/\u00a000.*$/, "")}
            </span>
          ))}
        </span>
      </div>
      <p className="mt-1 px-2 text-fg-3 text-xs">{t("minutes.legend", { n: props.days })}</p>
    </div>
  );
}
