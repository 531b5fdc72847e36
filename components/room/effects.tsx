"use client";

import { useTranslations } from "next-intl";
import type { Effect, EffectMetric } from "@/lib/domain/events";
import { useFormat } from "../format/use-format";

/** Before and after of each signal with the requests behind it. */
export function Effects({ effects }: { effects: readonly Effect[] }) {
  const t = useTranslations("room.effect");
  const format = useFormat();
  const write: Readonly<Record<EffectMetric, (value: number) => string>> = {
    p95_ms: format.latency,
    error_ratio: format.percent,
    goroutines: format.short,
    allocation_bytes_per_s: (value) => `${format.bytes(value)}/s`,
    panics_per_s: format.perS,
    requests_per_s: format.perS,
  };
  const known = effects.filter(({ before, after }) => before !== null || after !== null);
  if (known.length === 0) return null;
  return (
    <table className="mt-2.5 w-full border-line border-y text-xs" data-testid="effects">
      <thead className="sr-only">
        <tr>
          <th>{t("signal")}</th>
          <th>{t("before_after")}</th>
          <th>{t("change")}</th>
        </tr>
      </thead>
      <tbody>
        {known.map(({ metric, before, after }) => (
          <tr key={metric} className="h-6">
            <th scope="row" className="text-left font-normal text-fg-3">
              {t(metric)}
            </th>
            <td className="text-right text-fg-2">
              {before === null ? "–" : write[metric](before)} →{" "}
              <b className="font-semibold text-fg">{after === null ? "–" : write[metric](after)}</b>
            </td>
            <td className="w-16 text-right font-medium">
              {before !== null && after !== null && before > 0
                ? `${after < before ? "−" : "+"}${format.percent(Math.abs(after / before - 1))}`
                : ""}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
