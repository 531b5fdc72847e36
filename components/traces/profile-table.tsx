"use client";

import { useTranslations } from "next-intl";
import type { ProfileRow } from "@/lib/domain/trace-profile";
import { useFormat } from "../format/use-format";
import { cn } from "../ui/cn";

const SHOWN = 200;

/** Where the time went, by service and operation. A row leads to its spans. */
export function ProfileTable(props: {
  readonly rows: readonly ProfileRow[];
  readonly inkOf: (service: string) => string;
  readonly onFind: (text: string) => void;
}) {
  const t = useTranslations("traces.profile");
  const format = useFormat();
  const { rows, inkOf, onFind } = props;
  return (
    <div className="min-h-0 flex-1 overflow-auto px-3 pb-3 max-md:px-4">
      <table className="w-full text-sm [&_td]:py-0.5 [&_td]:pl-3 [&_th]:py-1 [&_th]:pl-3 [&_th]:font-normal [&_th]:text-fg-3 [&_th]:text-xs">
        <caption className="py-1.5 text-left text-fg-3 text-xs">{t("caption")}</caption>
        <thead className="border-line border-b">
          <tr>
            <th scope="col" className="pl-0! text-left">
              {t("operation")}
            </th>
            <th scope="col" className="text-right max-md:hidden">
              {t("spans")}
            </th>
            <th scope="col" className="text-right max-md:hidden">
              {t("errors")}
            </th>
            <th scope="col" className="text-right">
              {t("self")}
            </th>
            <th scope="col" className="text-right">
              {t("critical")}
            </th>
            <th scope="col" className="w-[22%] text-left max-md:hidden">
              <span className="sr-only">{t("share")}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, SHOWN).map((row) => (
            <tr key={JSON.stringify([row.service, row.operation])} className="h-7 border-line border-b hover:bg-hover">
              <th scope="row" className="max-w-0 pl-0! text-left">
                <button
                  type="button"
                  title={t("find", { operation: `${row.service} ${row.operation}` })}
                  onClick={() => onFind(`${row.service} ${row.operation}`)}
                  className="flex min-h-6 w-full items-center gap-1.5 rounded-1 text-left text-fg text-sm hover:underline"
                >
                  <i className={cn("h-3 w-[3px] shrink-0 rounded-[1px]", inkOf(row.service))} />
                  <span className="min-w-0 truncate">
                    <span className="font-medium">{row.service}</span> {row.operation}
                  </span>
                </button>
              </th>
              <td className="text-right max-md:hidden">{format.count(row.n)}</td>
              <td className={cn("text-right max-md:hidden", row.errors > 0 ? "text-act" : "text-fg-3")}>
                {format.count(row.errors)}
              </td>
              <td className="whitespace-nowrap text-right">{format.latency(row.selfUs / 1_000)}</td>
              <td className="whitespace-nowrap text-right font-medium">{format.latency(row.criticalUs / 1_000)}</td>
              <td className="max-md:hidden">
                {row.criticalRatio === null ? null : (
                  <span className="flex items-center gap-2">
                    <span className="h-1.5 flex-1 bg-line">
                      <i className="block h-full bg-accent-solid" style={{ width: `${row.criticalRatio * 100}%` }} />
                    </span>
                    <span className="w-12 text-right text-fg-2 text-xs">{format.percent(row.criticalRatio)}</span>
                  </span>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length > SHOWN ? <p className="pt-2 text-fg-3 text-xs">{t("more", { n: rows.length - SHOWN })}</p> : null}
    </div>
  );
}
