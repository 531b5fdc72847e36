"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import { ChevronRight } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useId, useRef } from "react";
import type { OutlineRow, TraceOutline } from "@/lib/domain/trace-outline";
import { endUsOf } from "@/lib/domain/trace-tree";
import { useFormat } from "../format/use-format";
import { cn } from "../ui/cn";
import { Mark } from "../ui/mark";
import { placeIn, placesIn, type TimeWindow, tickOffsets } from "./time-window";

const ROW_PX = 26;
const INDENT_PX = 12;
/** Deeper rows are told by a number: the name needs its room. */
const INDENT_MAX = 12;
const COLUMNS =
  "grid grid-cols-[minmax(150px,36%)_minmax(0,1fr)_62px] max-md:grid-cols-[minmax(0,46%)_minmax(0,1fr)_54px]";

/** The spans of a trace over time. Only the rows in view are in the document, so that 50,000 scroll. */
export function Waterfall(props: {
  readonly outline: TraceOutline;
  readonly visible: readonly number[];
  readonly collapsed: ReadonlySet<number>;
  readonly selected: number;
  readonly found: ReadonlySet<number>;
  readonly window: TimeWindow;
  readonly inkOf: (service: string) => string;
  readonly onSelect: (row: number) => void;
  readonly onToggle: (row: number) => void;
  /** True: the key was used. */
  readonly onKey: (key: string) => boolean;
}) {
  const { outline, visible, collapsed, selected, found, window, inkOf, onSelect, onToggle, onKey } = props;
  const t = useTranslations("traces.waterfall");
  const format = useFormat();
  const scroller = useRef<HTMLDivElement>(null);
  const id = useId();
  const virtual = useVirtualizer({
    count: visible.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    getItemKey: (index) => visible[index] ?? index,
    overscan: 12,
    initialRect: { width: 900, height: 520 },
  });
  const place = visible.indexOf(selected);
  useEffect(() => {
    if (place >= 0) virtual.scrollToIndex(place, { align: "auto" });
  }, [place, virtual]);
  const ticks = tickOffsets(window, outline.startUs, 4);
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div className={cn(COLUMNS, "h-6 shrink-0 items-center border-line border-b px-3 text-fg-3 text-xs")} aria-hidden>
        <span>{t("operation")}</span>
        <span className="relative h-full">
          {ticks.map((offset) => {
            const at = placeIn(window, { startUs: outline.startUs + offset, endUs: outline.startUs + offset });
            return at === null || at.left > 92 ? null : (
              <span key={offset} className="absolute top-1 text-2xs" style={{ left: `${at.left}%` }}>
                {format.latency(offset / 1_000)}
              </span>
            );
          })}
        </span>
        <span className="text-right">{t("duration")}</span>
      </div>
      <div
        ref={scroller}
        role="tree"
        tabIndex={0}
        aria-label={t("label")}
        aria-activedescendant={place < 0 ? undefined : `${id}-${selected}`}
        className="min-h-0 flex-1 overflow-auto overflow-x-hidden"
        onKeyDown={(event) => {
          if (event.altKey || event.ctrlKey || event.metaKey) return;
          if (onKey(event.key)) event.preventDefault();
        }}
      >
        <div className="relative" style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map(({ index, key, start }) => {
            const row = visible[index];
            const content = row === undefined ? undefined : outline.rows[row];
            if (row === undefined || content === undefined) return null;
            return (
              <Row
                key={key}
                id={`${id}-${row}`}
                row={content}
                top={start}
                isOpen={content.descendants === 0 ? null : !collapsed.has(row)}
                isSelected={row === selected}
                isFound={found.has(row)}
                window={window}
                ink={inkOf(content.span.service)}
                onSelect={() => {
                  onSelect(row);
                  scroller.current?.focus({ preventScroll: true });
                }}
                onToggle={() => onToggle(row)}
              />
            );
          })}
        </div>
      </div>
    </div>
  );
}

function Row(props: {
  readonly id: string;
  readonly row: OutlineRow;
  readonly top: number;
  /** null: nothing below. */
  readonly isOpen: boolean | null;
  readonly isSelected: boolean;
  readonly isFound: boolean;
  readonly window: TimeWindow;
  readonly ink: string;
  readonly onSelect: () => void;
  readonly onToggle: () => void;
}) {
  const { row, isOpen, isSelected, isFound, window, ink } = props;
  const { span, depth, critical, selfUs, descendants } = row;
  const t = useTranslations("traces.waterfall");
  const format = useFormat();
  const bar = placeIn(window, { startUs: span.startUs, endUs: endUsOf(span) });
  const isError = span.status === "error";
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree around it takes the keys
    // biome-ignore lint/a11y/useFocusableInteractive: the tree keeps the focus and names the active row
    <div
      id={props.id}
      role="treeitem"
      aria-level={depth + 1}
      aria-selected={isSelected}
      {...(isOpen === null ? {} : { "aria-expanded": isOpen })}
      aria-label={t("row", {
        service: span.service,
        operation: span.operation,
        duration: format.latency(span.durationUs / 1_000),
        self: format.latency(selfUs / 1_000),
        critical: critical.length > 0 ? "yes" : "no",
        failed: isError ? "yes" : "no",
      })}
      style={{ transform: `translateY(${props.top}px)`, height: ROW_PX }}
      onClick={props.onSelect}
      className={cn(
        COLUMNS,
        "absolute inset-x-0 cursor-default items-center px-3 hover:bg-hover",
        isSelected && "bg-hover shadow-[inset_2px_0_0_var(--accent)]",
        isFound && !isSelected && "bg-accent-tint",
      )}
    >
      <span
        className="flex min-w-0 items-center gap-1 pr-2"
        style={{ paddingLeft: Math.min(depth, INDENT_MAX) * INDENT_PX }}
      >
        {isOpen === null ? (
          <span className="w-4 shrink-0" />
        ) : (
          <span
            aria-hidden
            title={t(isOpen ? "close" : "open", { n: descendants })}
            className="-my-1 grid h-6 w-4 shrink-0 cursor-pointer place-items-center text-fg-3 hover:text-fg"
            onClick={(event) => {
              event.stopPropagation();
              props.onToggle();
            }}
          >
            <ChevronRight className={cn("size-3 transition-transform", isOpen && "rotate-90")} />
          </span>
        )}
        <i className={cn("h-3 w-[3px] shrink-0 rounded-[1px]", ink)} />
        {depth > INDENT_MAX ? <span className="shrink-0 text-2xs text-fg-3">{depth}</span> : null}
        {isError ? <Mark shape="fail" className="size-2.5" /> : null}
        <span className="min-w-0 truncate text-sm" title={`${span.service} ${span.operation}`}>
          <span className="font-medium">{span.service}</span> <span className="text-fg-2">{span.operation}</span>
        </span>
        {isOpen === false ? <span className="shrink-0 text-2xs text-fg-3">+{format.count(descendants)}</span> : null}
      </span>
      <span className="relative h-full border-line border-l">
        {bar ? (
          <i
            className={cn("absolute top-[9px] h-2 rounded-[1px]", ink)}
            style={{ left: `${bar.left}%`, width: `${bar.width}%`, minWidth: 2 }}
          />
        ) : null}
        {placesIn(window, critical).map(({ left, width }) => (
          <i
            key={left}
            className="absolute top-[19px] h-[3px] bg-accent-solid"
            style={{ left: `${left}%`, width: `${width}%`, minWidth: 1 }}
          />
        ))}
      </span>
      <span className={cn("text-right text-xs", isError ? "text-act" : "text-fg-2")}>
        {format.latency(span.durationUs / 1_000)}
      </span>
    </div>
  );
}
