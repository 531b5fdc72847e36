"use client";

import { useTranslations } from "next-intl";
import type { SelectedTraces } from "@/lib/contracts/selected-traces";
import { useFormat } from "../format/use-format";

type Comparison = SelectedTraces["comparison"];

/** What sets a selection apart: attribute, share inside, share outside, with the n behind each and the interval of the difference. */
export function AttributeTable({ comparison }: { comparison: Comparison }) {
  const t = useTranslations("traces.panel");
  const format = useFormat();
  const { isEnough, inN, outN, rows, withoutDifference, skipped, minTraces } = comparison;
  return (
    <section aria-labelledby="apart-title" className="min-w-0 px-3 pb-2 max-md:px-4">
      <h3 id="apart-title" className="flex h-[22px] items-center gap-2 font-semibold text-sm">
        {t("apart")}
        <span className="truncate font-normal text-fg-3 text-xs">
          {t("apart_n", { inside: format.count(inN), outside: format.count(outN) })}
        </span>
      </h3>
      {!isEnough ? (
        <p className="py-1 text-fg-3">
          {t("not_enough", { a: format.count(inN), b: format.count(outN), min: minTraces })}
        </p>
      ) : rows.length === 0 ? (
        <p className="py-1 text-fg-3">{t("no_difference", { n: format.count(withoutDifference) })}</p>
      ) : (
        <table className="w-full text-xs [&_td]:pl-2 [&_th]:font-normal">
          <thead>
            <tr className="h-5 text-fg-3">
              <th scope="col" className="text-left">
                {t("attribute")}
              </th>
              <td aria-hidden className="w-[26%]" />
              <th scope="col" className="w-12 text-right">
                {t("inside")}
              </th>
              <th scope="col" className="w-12 text-right">
                {t("outside")}
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <Row key={JSON.stringify([row.service, row.key, row.value])} row={row} comparison={comparison} />
            ))}
          </tbody>
        </table>
      )}
      {isEnough && rows.length > 0 ? (
        <p className="pt-1 text-2xs text-fg-3 leading-[14px]">
          {t("statistic", { same: format.count(withoutDifference) })}
        </p>
      ) : null}
      {skipped.length > 0 ? (
        <p className="pt-0.5 text-2xs text-fg-3 leading-[14px]">
          {t("skipped", { keys: skipped.map(({ service, key }) => `${service} ${key}`).join(", ") })}
        </p>
      ) : null}
    </section>
  );
}

function Row({ row, comparison }: { row: Comparison["rows"][number]; comparison: Comparison }) {
  const t = useTranslations("traces.panel");
  const format = useFormat();
  const { service, key, value, inHits, outHits, low, high, alike } = row;
  const [inside, outside] = [inHits / comparison.inN, outHits / comparison.outN];
  const name = `${service} ${key} ${value}`;
  const same = alike.map((other) => `${other.service} ${other.key} ${other.value}`).join(", ");
  const difference = t("row_label", {
    name,
    in: t("of", { hits: inHits, n: comparison.inN }),
    out: t("of", { hits: outHits, n: comparison.outN }),
    low: format.percent(low),
    high: format.percent(high),
  });
  const told = same === "" ? difference : `${difference}. ${t("alike", { same })}`;
  return (
    <tr className="h-[22px] hover:bg-hover" title={told}>
      <th scope="row" className="max-w-0 truncate text-left">
        <span className="text-fg-3">{service}</span> <span className="text-fg-2">{key}</span>{" "}
        <span className="font-medium">{value}</span>
        {alike.length > 0 ? <span className="text-fg-3"> +{alike.length}</span> : null}
        <span className="sr-only">, {told}</span>
      </th>
      <td aria-hidden>
        <i className="block h-[7px] bg-fg-2" style={{ width: `${inside * 100}%` }} />
        <i className="mt-px block h-[4px] bg-chart-3" style={{ width: `${outside * 100}%` }} />
      </td>
      <td className="text-right font-semibold">{format.percent(inside)}</td>
      <td className="text-right text-fg-2">{format.percent(outside)}</td>
    </tr>
  );
}
