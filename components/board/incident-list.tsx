"use client";

import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { useTranslations } from "next-intl";
import { type KeyboardEvent, memo, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import type { Board, SignalLine } from "@/lib/contracts/board";
import type { IncidentWire } from "@/lib/contracts/incident";
import type { Density } from "@/lib/i18n/locales";
import { useFormat } from "../format/use-format";
import { cn } from "../ui/cn";
import { type BoardItem, type BoardLayout, layoutOf } from "./board-layout";
import { type BoardPicture, PAGE } from "./board-store";
import { COLUMNS, HIDE, IncidentCells, type RowProps } from "./incident-row";
import type { ListCursor } from "./use-list-cursor";

const HEIGHTS = {
  roomy: { section: 32, open: 44, resolved: 34 },
  dense: { section: 32, open: 34, resolved: 34 },
  phone: { section: 32, open: 60, resolved: 60 },
} as const;
const FIRST_PAINT = { width: 1_200, height: 1_000 } as const;
const ROW = cn(COLUMNS, "absolute inset-x-0 top-0 border-line border-b transition-colors hover:bg-hover");

export type IncidentListProps = {
  readonly picture: BoardPicture;
  readonly nowMs: number;
  readonly density: Density;
  readonly cursor: ListCursor;
  readonly selected: ReadonlySet<string>;
  readonly lines: ReadonlyMap<string, SignalLine>;
  readonly mayTake: boolean;
  readonly takingId: string | null;
  readonly onTake: (wire: IncidentWire) => void;
  /** Offsets of the rows in view, and the open incidents among them. */
  readonly onView: (first: number, last: number) => void;
};

/** The rows, of which only those in view are in the document; the scroll bar is that of all of them. */
export function IncidentList(props: IncidentListProps) {
  const { picture, density, cursor, onView } = props;
  const t = useTranslations("board");
  const format = useFormat();
  const body = useRef<HTMLDivElement>(null);
  const layout = useMemo(() => layoutOf(picture.sections), [picture.sections]);
  const heights = HEIGHTS[usePhone() ? "phone" : density];
  const scrollMargin = useTopOf(body);
  // The virtualizer lays out all rows again when one of these is another function.
  const estimateSize = useCallback((index: number) => heightOf(layout.at(index), heights), [layout, heights]);
  const getItemKey = useCallback((index: number) => keyOf(layout.at(index), picture) ?? index, [layout, picture]);
  const rows = useWindowVirtualizer({
    count: layout.count,
    estimateSize,
    getItemKey,
    overscan: 12,
    scrollMargin,
    initialRect: FIRST_PAINT,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: other heights make every place wrong at once
  useLayoutEffect(() => rows.measure(), [heights, rows, layout]);
  const shown = rows.getVirtualItems();
  const first = offsetNear(layout, shown[0]?.index ?? 0);
  const last = offsetNear(layout, shown.at(-1)?.index ?? 0);
  useEffect(() => onView(first, last), [first, last, onView]);
  useCursorInView(cursor, layout, rows.scrollToIndex);
  const tabStop = tabStopOf(cursor.offset, first, last);
  return (
    // biome-ignore lint/a11y/useSemanticElements: rows that are drawn where the scroll bar is cannot be a table
    <div
      role="grid"
      aria-label={t("title")}
      aria-rowcount={layout.count + 1}
      aria-multiselectable
      aria-busy={picture.isOther}
      onKeyDown={(event) => moveBy(event, cursor)}
      className={cn(picture.isOther && "opacity-50")}
    >
      <Head />
      {/* biome-ignore lint/a11y/useSemanticElements: see above */}
      <div role="rowgroup" ref={body} className="relative" style={{ height: rows.getTotalSize() }}>
        {shown.map(({ index, key, start, size }) => {
          const item = layout.at(index);
          if (item === null) return null;
          const place = { rowIndex: index + 2, y: start - scrollMargin, height: size };
          if (item.kind === "section") {
            return <SectionRow key={key} {...place} section={item.section} n={format.count(item.n)} />;
          }
          const wire = wireAt(picture, item.offset);
          return (
            <IncidentRow
              key={key}
              {...place}
              offset={item.offset}
              isSelected={wire !== undefined && props.selected.has(wire.id)}
              isNew={wire !== undefined && picture.arrived.has(wire.id)}
              wire={wire}
              nowMs={item.isResolved ? Math.floor(props.nowMs / 60_000) * 60_000 : props.nowMs}
              windowMs={wire && picture.windowMs[wire.service]}
              line={(wire && props.lines.get(wire.id)) ?? null}
              format={format}
              density={density}
              isCursor={tabStop === item.offset}
              mayTake={props.mayTake}
              isTaking={wire !== undefined && props.takingId === wire.id}
              onTake={props.onTake}
            />
          );
        })}
      </div>
    </div>
  );
}

type Place = { readonly rowIndex: number; readonly y: number; readonly height: number };

const SectionRow = memo(function SectionRow(
  props: Place & { readonly section: Board["sections"][number]["section"]; readonly n: string },
) {
  const t = useTranslations("board");
  return (
    // biome-ignore lint/a11y/useSemanticElements lint/a11y/useFocusableInteractive: a heading among the rows, nothing to press
    <div
      role="row"
      aria-rowindex={props.rowIndex}
      className="absolute inset-x-0 top-0 flex items-center gap-2 overflow-hidden whitespace-nowrap border-line border-b bg-raised px-4"
      style={{ height: props.height, transform: `translateY(${props.y}px)` }}
    >
      {/* biome-ignore lint/a11y/useSemanticElements lint/a11y/useFocusableInteractive: see above */}
      <div role="rowheader" aria-colspan={7} className="truncate font-semibold">
        {t(`group.${props.section}`)} {props.n}
        <span className="ml-2 font-normal text-fg-3">{t(`groupHint.${props.section}`)}</span>
      </div>
    </div>
  );
});

/** Renders again only when something of its own changes: scrolling draws the rows that come, and no other. */
const IncidentRow = memo(function IncidentRow({
  rowIndex,
  y,
  height,
  offset,
  isSelected,
  isNew,
  wire,
  ...cells
}: Omit<RowProps, "wire"> &
  Place & {
    readonly offset: number;
    readonly isSelected: boolean;
    readonly isNew: boolean;
    /** undefined: not read yet. */
    readonly wire: IncidentWire | undefined;
  }) {
  const t = useTranslations("board");
  return (
    // biome-ignore lint/a11y/useSemanticElements lint/a11y/useFocusableInteractive: focus is on the row's link
    <div
      role="row"
      aria-rowindex={rowIndex}
      aria-selected={isSelected}
      data-offset={offset}
      className={cn(
        ROW,
        wire?.status === "resolved" && "text-fg-2",
        isSelected && "bg-accent-tint hover:bg-accent-tint",
        isNew && "[&>*]:animate-row-in",
      )}
      style={{ height, transform: `translateY(${y}px)` }}
    >
      {wire === undefined ? (
        // biome-ignore lint/a11y/useSemanticElements lint/a11y/useFocusableInteractive: see above
        <div role="gridcell" className="col-span-full text-fg-3">
          {t("rowLoading")}
        </div>
      ) : (
        <IncidentCells wire={wire} {...cells} />
      )}
    </div>
  );
});

function Head() {
  const t = useTranslations("board");
  const column = (name: string, className?: string) => (
    // biome-ignore lint/a11y/useSemanticElements lint/a11y/useFocusableInteractive: a heading, nothing to press
    <div role="columnheader" className={className}>
      {t(`column.${name}`)}
    </div>
  );
  return (
    // biome-ignore lint/a11y/useSemanticElements: rows that are drawn where the scroll bar is cannot be a table
    <div role="rowgroup" className="max-md:sr-only">
      {/* biome-ignore lint/a11y/useSemanticElements lint/a11y/useFocusableInteractive: see above */}
      <div role="row" aria-rowindex={1} className={cn(COLUMNS, "h-[26px] border-line border-b text-fg-3 text-xs")}>
        {column("severity")}
        {column("number", HIDE.number)}
        {column("incident")}
        {column("signal", HIDE.signal)}
        {column("phase", HIDE.phase)}
        {column("commander", HIDE.commander)}
        {column("age", "text-right")}
      </div>
    </div>
  );
}

/** Rows that a key moves by. */
const MOVES: ReadonlyMap<string, number> = new Map([
  ["ArrowDown", 1],
  ["ArrowUp", -1],
  ["PageDown", 10],
  ["PageUp", -10],
  ["Home", Number.NEGATIVE_INFINITY],
  ["End", Number.POSITIVE_INFINITY],
]);

/** Arrows and the like, when the focus is in the list; from anywhere there are j and k. */
function moveBy(event: KeyboardEvent, cursor: ListCursor): void {
  const by = MOVES.get(event.key);
  if (by === undefined || event.metaKey || event.ctrlKey || event.altKey || event.shiftKey) return;
  event.preventDefault();
  cursor.move(by);
}

/** Scrolls to the row that the keys moved to and focuses it, once it is drawn. */
function useCursorInView(cursor: ListCursor, layout: BoardLayout, scrollToIndex: (index: number) => void): void {
  const { offset, moves } = cursor;
  const focused = useRef(moves);
  useEffect(() => {
    if (offset !== null && focused.current !== moves) scrollToIndex(layout.indexOf(offset));
  }, [moves, offset, layout, scrollToIndex]);
  // After every render: the row may be drawn, or read, only later.
  useEffect(() => {
    if (offset === null || focused.current === moves) return;
    const link = document.querySelector<HTMLElement>(`[data-offset="${offset}"] [data-incident]`);
    if (link === null) return;
    focused.current = moves;
    link.focus({ preventScroll: true });
  });
}

export function wireAt({ pages, wires }: BoardPicture, offset: number): IncidentWire | undefined {
  const id = pages.get(Math.floor(offset / PAGE))?.[offset % PAGE];
  return id === undefined ? undefined : wires.get(id);
}

function heightOf(item: BoardItem | null, heights: (typeof HEIGHTS)[keyof typeof HEIGHTS]): number {
  if (item?.kind === "section") return heights.section;
  return item?.isResolved === false ? heights.open : heights.resolved;
}

/** A row that moves takes its element along. */
function keyOf(item: BoardItem | null, picture: BoardPicture): string | null {
  if (item?.kind === "section") return item.section;
  return item === null ? null : (wireAt(picture, item.offset)?.id ?? null);
}

/** The row at a place; of a heading, the row after it. */
function offsetNear(layout: BoardLayout, index: number): number {
  const item = layout.at(index);
  if (item?.kind === "row") return item.offset;
  const next = layout.at(index + 1);
  return next?.kind === "row" ? next.offset : 0;
}

/** The Tab key enters the list at the cursor, or at the first row when the cursor is out of view. */
function tabStopOf(cursor: number | null, first: number, last: number): number {
  return cursor !== null && cursor >= first && cursor <= last ? cursor : first;
}

function useTopOf(element: { readonly current: HTMLElement | null }): number {
  const [top, setTop] = useState(0);
  useLayoutEffect(() => {
    const measure = () => {
      if (element.current) setTop(Math.round(element.current.getBoundingClientRect().top + window.scrollY));
    };
    measure();
    // What stands above the list may grow: a notice, the facets on a phone.
    const observer = new ResizeObserver(measure);
    observer.observe(document.body);
    return () => observer.disconnect();
  }, [element]);
  return top;
}

const PHONE = "(max-width: 819.98px)";
function usePhone(): boolean {
  const [isPhone, setPhone] = useState(false);
  useLayoutEffect(() => {
    const query = matchMedia(PHONE);
    const follow = () => setPhone(query.matches);
    follow();
    query.addEventListener("change", follow);
    return () => query.removeEventListener("change", follow);
  }, []);
  return isPhone;
}
