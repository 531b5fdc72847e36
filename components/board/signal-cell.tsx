"use client";

import { useTranslations } from "next-intl";
import type { SignalLine } from "@/lib/contracts/board";
import { SparkPlot } from "../charts/spark-plot";
import type { Format } from "../format/use-format";
import { cn } from "../ui/cn";

/** The last hour of what fails, and where it stands now. Without a series it says so: no line is not a healthy line. */
export function SignalCell({ line, format, isDense }: { line: SignalLine | null; format: Format; isDense: boolean }) {
  const t = useTranslations("board.signal");
  if (line === null || line.state === "asking") return <span className="text-fg-3 text-xs">{t("asking")}</span>;
  const name = t(`name.${line.signal}`);
  if (line.now === null) {
    return (
      <span className="inline-flex items-center gap-2 text-fg-3 text-xs">
        <svg viewBox="0 0 88 22" aria-hidden className="h-[22px] w-22">
          <path d="M0 11H88" stroke="var(--line-strong)" strokeDasharray="3 3" />
        </svg>
        {t("unknown", { name })}
      </span>
    );
  }
  const isOver = line.limit !== null && line.now > line.limit;
  const now = valueText(line.signal, line.now, format);
  const limit = line.limit === null ? null : valueText(line.signal, line.limit, format);
  const notes = [
    ...(limit === null ? [] : [t("max", { limit })]),
    ...(line.state === "stale" && line.atMs !== null ? [t("stale", { time: format.time(line.atMs) })] : []),
    ...(line.n === null || line.state === "stale" ? [] : [format.n(line.n)]),
  ].join(", ");
  return (
    <span
      className={cn("flex items-center gap-2", line.state === "stale" && "opacity-60")}
      title={`${name} ${now}, ${notes}`}
    >
      <span className="relative h-[22px] w-22 shrink-0">
        <SparkPlot columns={line.values.length} values={line.values} limit={line.limit} band={null} />
      </span>
      <span className="min-w-0 leading-[15px]">
        <b className={cn("block truncate font-medium", isOver && "text-act")}>
          <span className="sr-only">{name} </span>
          {now}
        </b>
        {isDense ? null : <small className="block truncate text-fg-3 text-xs">{notes}</small>}
      </span>
    </span>
  );
}

function valueText(signal: SignalLine["signal"], value: number, format: Format): string {
  switch (signal) {
    case "p95Ms":
      return format.latency(value);
    case "errorRatio":
      return format.percent(value);
    case "panicsPerS":
      return format.perS(value);
    case "goroutines":
      return format.count(value);
    case "heapBytes":
      return format.bytes(value);
    default:
      return signal satisfies never;
  }
}
