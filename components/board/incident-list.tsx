"use client";

import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { useTranslations } from "next-intl";
import { useEffect, useLayoutEffect, useRef, useState } from "react";
import type { IncidentWire } from "@/lib/contracts/incident";
import { cn } from "../ui/cn";
import { COLUMNS, OpenRow, ResolvedRow, ROW_LOOK } from "./incident-row";
import type { BoardItem } from "./need-of-wire";

const HEIGHTS = { group: 32, open: 44, resolved: 34 } as const;
/** How many rows before the end the next page is asked for. */
const AHEAD = 40;
const FIRST_PAINT = { width: 1_200, height: 1_000 } as const;

function heightOf(item: BoardItem | undefined): number {
  if (item === undefined) return HEIGHTS.resolved;
  if (item.kind === "group") return HEIGHTS.group;
  return item.need.group === "resolved" ? HEIGHTS.resolved : HEIGHTS.open;
}

/** The rows, of which only those in view are in the document. `onNearEnd` asks for older ones. */
export function IncidentList(props: {
  readonly items: readonly BoardItem[];
  readonly total: number;
  readonly nowMs: number;
  readonly mayTake: boolean;
  readonly takingId: string | null;
  readonly onTake: (wire: IncidentWire) => void;
  readonly onNearEnd: () => void;
}) {
  const { items, onNearEnd } = props;
  const t = useTranslations("board");
  const list = useRef<HTMLTableSectionElement>(null);
  const [scrollMargin, setScrollMargin] = useState(0);
  useLayoutEffect(() => {
    if (list.current) setScrollMargin(list.current.getBoundingClientRect().top + window.scrollY);
  }, []);
  const rows = useWindowVirtualizer({
    count: items.length,
    estimateSize: (index) => heightOf(items[index]),
    getItemKey: (index) => {
      const item = items[index];
      return item === undefined ? index : item.kind === "group" ? item.group : item.wire.id;
    },
    overscan: 12,
    scrollMargin,
    initialRect: FIRST_PAINT,
  });
  const shown = rows.getVirtualItems();
  const lastIndex = shown.at(-1)?.index ?? 0;
  useEffect(() => {
    if (items.length > 0 && lastIndex >= items.length - AHEAD) onNearEnd();
  }, [lastIndex, items.length, onNearEnd]);
  return (
    <table className="block" aria-label={t("title")} aria-rowcount={props.total + 1}>
      <thead className="block max-md:sr-only">
        <tr className={cn(COLUMNS, "h-[26px] border-line border-b text-left text-fg-3 text-xs [&>th]:font-normal")}>
          <th scope="col">{t("column.severity")}</th>
          <th scope="col">{t("column.number")}</th>
          <th scope="col">{t("column.incident")}</th>
          <th scope="col">{t("column.phase")}</th>
          <th scope="col" className="max-xl:hidden">
            {t("column.commander")}
          </th>
          <th scope="col" className="text-right">
            {t("column.age")}
          </th>
        </tr>
      </thead>
      <tbody ref={list} className="relative block" style={{ height: rows.getTotalSize() }}>
        {shown.map(({ index, key, start }) => {
          const item = items[index];
          if (item === undefined) return null;
          return (
            <tr
              key={key}
              data-index={index}
              ref={rows.measureElement}
              aria-rowindex={index + 2}
              className={cn("absolute inset-x-0 top-0", lookOf(item))}
              style={{ transform: `translateY(${start - scrollMargin}px)` }}
            >
              <Cells {...props} item={item} />
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function lookOf(item: BoardItem): string {
  if (item.kind === "group") return "flex h-8 items-center gap-2 border-line border-b bg-raised px-4";
  return item.need.group === "resolved" ? ROW_LOOK.resolved : ROW_LOOK.open;
}

function Cells(props: Omit<Parameters<typeof IncidentList>[0], "items"> & { readonly item: BoardItem }) {
  const { item } = props;
  const t = useTranslations("board");
  if (item.kind === "group") {
    return (
      <th scope="rowgroup" colSpan={6} className="text-left font-semibold">
        {t(`group.${item.group}`)} {item.n}
        <span className="ml-2 font-normal text-fg-3">{t(`groupHint.${item.group}`)}</span>
      </th>
    );
  }
  const { wire, need } = item;
  return need.group === "resolved" ? (
    <ResolvedRow wire={wire} nowMs={props.nowMs} />
  ) : (
    <OpenRow
      wire={wire}
      need={need}
      mayTake={props.mayTake}
      isTaking={props.takingId === wire.id}
      onTake={() => props.onTake(wire)}
    />
  );
}
