"use client";

import { useTranslations } from "next-intl";
import type { RoomFrame } from "@/lib/contracts/room";
import { columnTimeMs, timeAxisOf } from "../charts/time-axis";
import { useFormat } from "../format/use-format";
import { Dialog } from "../ui/dialog";
import { slowRatioOf } from "./headline";
import { HeatTable } from "./heat-table";
import { runtimeViewOf } from "./runtime-view";
import { useRuntimeText } from "./use-runtime-text";

/** The table behind the charts: one row per column of the axis, newest first. */
export function SignalsTable({ frame, onClose }: { frame: RoomFrame; onClose: () => void }) {
  const t = useTranslations("room.table");
  const tRuntime = useTranslations("runtime.figures");
  const format = useFormat();
  const axis = timeAxisOf(frame.grid);
  const signals = frame.signals.data;
  const runtime = runtimeViewOf(frame).rows;
  const writeRuntime = useRuntimeText();
  const write = (value: number | null | undefined, how: (n: number) => string) =>
    value === null || value === undefined ? "–" : how(value);
  const heads = ["time", "n", "slow", "p50", "p95", "p99", "errors", "requests"] as const;
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("title", { service: frame.service })}
      description={t("description")}
      className="w-[1240px]"
    >
      <table className="w-full text-xs">
        <thead>
          <tr>
            {heads.map((head) => (
              <th
                key={head}
                scope="col"
                className="sticky top-0 bg-overlay px-2 py-1 text-right font-medium text-fg-3 first:pl-5"
              >
                {t(head)}
              </th>
            ))}
            {runtime.map(({ id }) => (
              <th
                key={id}
                scope="col"
                className="sticky top-0 bg-overlay px-2 py-1 text-right font-medium text-fg-3 last:pr-5"
              >
                {tRuntime(`name.${id}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {Array.from({ length: axis.columns }, (_, i) => axis.columns - 1 - i).map((i) => (
            <tr
              key={i}
              className="border-line border-t [&>*]:px-2 [&>*]:py-0.5 [&>*]:text-right [&>:first-child]:pl-5 [&>:last-child]:pr-5"
            >
              <th scope="row" className="font-normal text-fg-2">
                {format.time(columnTimeMs(axis, i))}
              </th>
              <td>
                {write(
                  frame.latency.data?.columns[i]?.reduce((sum, count) => sum + count, 0),
                  format.count,
                )}
              </td>
              <td>{write(slowRatioOf(frame, i), format.percent)}</td>
              <td>{write(signals?.p50Ms[i], format.latency)}</td>
              <td>{write(signals?.p95Ms[i], format.latency)}</td>
              <td>{write(signals?.p99Ms[i], format.latency)}</td>
              <td>{write(signals?.errorRatio[i], format.percent)}</td>
              <td>{write(signals?.requestsPerS[i], format.perS)}</td>
              {runtime.map(({ id, values }) => (
                <td key={id}>{write(values[i], (value) => writeRuntime(id, value))}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <HeatTable frame={frame} />
    </Dialog>
  );
}
