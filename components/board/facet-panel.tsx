"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import type { Board } from "@/lib/contracts/board";
import { INCIDENT_STATUSES } from "@/lib/domain/incident";
import { SEVERITIES } from "@/lib/domain/severity";
import { useFormat } from "../format/use-format";
import { Button } from "../ui/button";
import { cn } from "../ui/cn";
import { type BoardFilter, chosenCount, FACETS, type Facet, toggled, unfiltered } from "./board-filter";

const SHOWN_MAX = 12;
/** A box that is ink when checked; the tick is drawn, so that both themes look the same in every browser. */
const CHECKBOX =
  "grid size-3.5 cursor-pointer appearance-none place-items-center rounded-1 border border-line-strong bg-surface checked:border-fg checked:bg-fg checked:after:h-1 checked:after:w-[7px] checked:after:-translate-y-px checked:after:-rotate-45 checked:after:border-surface checked:after:border-b-[1.6px] checked:after:border-l-[1.6px] checked:after:content-['']";

/** Facets with their counts; each count holds the other facets' choices. */
export function FacetPanel(props: {
  readonly board: Board;
  readonly filter: BoardFilter;
  readonly onChange: (filter: BoardFilter) => void;
  readonly className?: string;
}) {
  const { board, filter, onChange } = props;
  const t = useTranslations("board.facet");
  return (
    <section aria-label={t("label")} className={cn("py-3.5 pr-3 pl-5 max-md:px-4", props.className)}>
      {FACETS.map((facet) => (
        <FacetGroup key={facet} facet={facet} board={board} filter={filter} onChange={onChange} />
      ))}
      {chosenCount(filter) > 0 ? (
        <Button tone="ghost" className="mt-3 max-md:h-11" onClick={() => onChange(unfiltered(filter))}>
          {t("clear")}
        </Button>
      ) : null}
    </section>
  );
}

/** Status and severity in their own order; team and service by count, as they come. */
function rankOf(facet: Facet, value: string): number {
  const order: readonly string[] = facet === "status" ? INCIDENT_STATUSES : facet === "severity" ? SEVERITIES : [];
  return order.indexOf(value);
}

function FacetGroup(props: {
  readonly facet: Facet;
  readonly board: Board;
  readonly filter: BoardFilter;
  readonly onChange: (filter: BoardFilter) => void;
}) {
  const { facet, filter, onChange } = props;
  const t = useTranslations("board.facet");
  const common = useTranslations("common");
  const format = useFormat();
  const [isWhole, setIsWhole] = useState(false);
  const counted = props.board.facets[facet];
  // A chosen value stays visible when it has no hits any more, so that it can be taken off again.
  const missing = filter[facet].filter((value) => !counted.some((row) => row.value === value));
  const rows = [...counted, ...missing.map((value) => ({ value, n: 0 }))];
  const ordered = rows.sort((a, b) => rankOf(facet, a.value) - rankOf(facet, b.value));
  const shown = ordered.filter(({ value }, index) => isWhole || index < SHOWN_MAX || filter[facet].includes(value));
  if (rows.length === 0) return null;
  return (
    <fieldset className="mt-3.5 first:mt-0">
      <legend className="px-2 pb-1 font-medium text-fg-3 text-xs">{t(facet)}</legend>
      {shown.map(({ value, n }) => (
        <label
          key={value}
          className="grid h-[26px] cursor-pointer grid-cols-[16px_minmax(0,1fr)_auto] items-center gap-2 rounded-1 px-2 text-fg-2 hover:bg-hover max-md:h-11"
        >
          <input
            type="checkbox"
            checked={filter[facet].includes(value)}
            onChange={() => onChange(toggled(filter, facet, value))}
            className={CHECKBOX}
          />
          <span className="truncate" title={value}>
            {facet === "status" ? common(`status.${value}`) : value}
          </span>
          <span className="text-fg-3 text-xs">{format.count(n)}</span>
        </label>
      ))}
      {rows.length > SHOWN_MAX ? (
        <Button
          tone="ghost"
          size="sm"
          aria-expanded={isWhole}
          onClick={() => setIsWhole(!isWhole)}
          className="mt-1 max-md:h-11"
        >
          {isWhole ? t("fewer") : t("more", { n: rows.length - shown.length })}
        </Button>
      ) : null}
    </fieldset>
  );
}
