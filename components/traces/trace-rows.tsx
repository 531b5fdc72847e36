"use client";

import { useTranslations } from "next-intl";
import type { TraceRow } from "@/lib/contracts/room";
import { useFormat } from "../format/use-format";
import { cn } from "../ui/cn";
import { Tooltip } from "../ui/tooltip";
import { type OpenTrace, TraceLink } from "./trace-link";

const INKS = ["bg-fg-2", "bg-chart-2", "bg-chart-3", "bg-fg-4", "bg-fg-4"] as const;
const NAMED = 3;

/** Traces as bars of self time on one scale: where each request spent its time. A row opens its trace. */
export function TraceRows({ rows, onOpen }: { rows: readonly TraceRow[]; onOpen: OpenTrace }) {
  const t = useTranslations("room.traces");
  const longestMs = Math.max(1, ...rows.map(({ durationMs }) => durationMs));
  const operations = operationsOf(rows);
  return (
    <>
      <ol>
        {rows.map((row) => (
          <Row key={row.traceId} row={row} longestMs={longestMs} operations={operations} onOpen={onOpen} />
        ))}
      </ol>
      {rows.length > 0 ? (
        <p className="flex gap-3 whitespace-nowrap px-3 pt-1 pb-2 text-2xs text-fg-3" aria-hidden>
          {operations.slice(0, NAMED).map((operation, index) => (
            <span key={operation} className="min-w-0 truncate">
              <i className={cn("mr-1 inline-block h-1.5 w-2.5 rounded-[1px] align-[1px]", INKS[index])} />
              {operation}
            </span>
          ))}
          <span>
            <i className="mr-1 inline-block h-1.5 w-2.5 rounded-[1px] bg-line-strong align-[1px]" />
            {t("other")}
          </span>
          <span className="flex-1" />
          <span>{t("self_time")}</span>
        </p>
      ) : null}
    </>
  );
}

function Row(props: {
  readonly row: TraceRow;
  readonly longestMs: number;
  readonly operations: readonly string[];
  readonly onOpen: OpenTrace;
}) {
  const { row, longestMs, operations, onOpen } = props;
  const t = useTranslations("room.traces");
  const format = useFormat();
  const share = (ms: number) => `${(ms / longestMs) * 100}%`;
  const text = row.selfTimes
    .map(({ service, operation, selfMs }) => `${service} ${operation} ${format.latency(selfMs)}`)
    .join(", ");
  return (
    <li>
      <Tooltip
        text={
          <>
            {row.service} {row.operation}
            {row.version ? `, ${row.version}` : ""}
            <br />
            {text}
            {row.statusMessage ? (
              <>
                <br />
                {row.statusMessage}
              </>
            ) : null}
          </>
        }
      >
        <TraceLink
          traceId={row.traceId}
          onOpen={onOpen}
          label={t("row", { id: row.traceId.slice(0, 8), duration: format.latency(row.durationMs), text })}
          className="grid h-6 w-full grid-cols-[62px_52px_minmax(0,1fr)_58px] items-center gap-2 px-3 text-fg text-xs hover:bg-hover hover:no-underline max-md:h-11 max-md:px-4"
        >
          <span className="text-left font-mono text-[10.5px] text-accent">{row.traceId.slice(0, 8)}</span>
          <span className="text-fg-3">{format.time(row.startMs)}</span>
          <span className="flex h-[9px] items-center gap-px">
            {row.selfTimes.map(({ service, operation, selfMs }) => (
              <i
                key={`${service} ${operation}`}
                className={cn("h-full rounded-[1px]", INKS[operations.indexOf(`${service} ${operation}`)] ?? "bg-fg-4")}
                style={{ width: share(selfMs) }}
              />
            ))}
            <i className="h-[5px] rounded-[1px] bg-line-strong" style={{ width: share(row.otherMs) }} />
          </span>
          <span className={cn("text-right font-semibold", row.status === "error" && "text-act")}>
            {format.latency(row.durationMs)}
          </span>
        </TraceLink>
      </Tooltip>
    </li>
  );
}

/** Operations by their self time over all rows, largest first: one ink per operation, the same in every row. */
function operationsOf(rows: readonly TraceRow[]): readonly string[] {
  const total = new Map<string, number>();
  for (const { service, operation, selfMs } of rows.flatMap(({ selfTimes }) => selfTimes)) {
    const name = `${service} ${operation}`;
    total.set(name, (total.get(name) ?? 0) + selfMs);
  }
  return [...total].sort((a, b) => b[1] - a[1]).map(([name]) => name);
}
