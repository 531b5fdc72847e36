"use client";

import { useTranslations } from "next-intl";
import { type KeyboardEvent, memo, useRef, useState } from "react";
import type { BreakerCell } from "@/lib/contracts/breakers";
import { cn } from "../../ui/cn";
import { Mark, type MarkShape } from "../../ui/mark";
import { Tooltip } from "../../ui/tooltip";
import { useBreakerText } from "./use-breaker-text";
import { byUrgency, keyOf, moved, type Wall } from "./wall-model";

/** Least width of a cell by how many callees there are; words, the count of pods or the square alone fit by the width that it gets. */
const ROOMY_CALLEES = 5;
const TIGHT_CALLEES = 8;
const CALLER_PX = 60;
const WIDTHS_PX = { roomy: 64, tight: 44, dense: 28 } as const;
/** More tips than this slow the page; the details tell the same. */
const MAX_TIPS = 100;

export const SHAPES = {
  open: "open",
  half_open: "half",
  closed: "closed",
  unknown: "unknown",
} as const satisfies Record<BreakerCell["state"], MarkShape>;

type Pick = (cell: BreakerCell, anchor: HTMLElement) => void;

/** Callers down, callees across; one tab stop, arrows inside. A pair without a breaker is a dot. */
export function BreakerGrid(props: {
  readonly wall: Wall;
  readonly cells: readonly BreakerCell[];
  readonly isStale: boolean;
  readonly opened: string | null;
  readonly onPick: Pick;
}) {
  const t = useTranslations("breakers");
  const { wall, cells, isStale } = props;
  const [active, setActive] = useState<string | null>(null);
  const table = useRef<HTMLTableElement>(null);
  const first = byUrgency(cells)[0];
  const current = cells.find((cell) => keyOf(cell) === active) ?? first ?? null;
  const { length } = wall.callees;
  const density = length <= ROOMY_CALLEES ? "roomy" : length <= TIGHT_CALLEES ? "tight" : "dense";

  function go(event: KeyboardEvent) {
    if (current === null) return;
    const next = moved(wall, current, event);
    if (next === null) return;
    event.preventDefault();
    setActive(keyOf(next));
    table.current?.querySelector<HTMLElement>(`[data-pair="${CSS.escape(keyOf(next))}"]`)?.focus();
  }

  return (
    <table
      ref={table}
      // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: the ARIA grid pattern on its native table
      role="grid"
      aria-label={t("title")}
      onKeyDown={go}
      className="w-full table-fixed border-separate border-spacing-[3px] text-xs"
      style={{ minWidth: CALLER_PX + length * WIDTHS_PX[density] }}
    >
      <thead>
        <tr>
          <th scope="col" className="sticky left-0 z-10 w-15 bg-surface">
            <span className="sr-only">{t("caller")}</span>
          </th>
          {wall.callees.map((callee) => (
            <th key={callee} scope="col" className="text-left align-bottom font-normal text-2xs text-fg-3 leading-3.5">
              <span
                title={callee}
                className={cn(
                  "block truncate",
                  density === "dense" ? "mx-auto max-h-16 rotate-180 [writing-mode:vertical-rl]" : "pl-1",
                )}
              >
                {callee}
              </span>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {wall.callers.map((caller) => (
          <tr key={caller}>
            <th
              scope="row"
              title={caller}
              className="sticky left-0 z-10 truncate bg-surface text-left font-normal text-fg-2"
            >
              {caller}
            </th>
            {wall.callees.map((callee) => {
              const cell = wall.at(caller, callee);
              return cell === null ? (
                <td key={callee} className="text-center text-line-strong">
                  <span aria-hidden>·</span>
                  <span className="sr-only">{t("none")}</span>
                </td>
              ) : (
                <td key={callee} className="p-0">
                  <Cell
                    cell={cell}
                    hasTip={cells.length <= MAX_TIPS}
                    isStale={isStale}
                    isOpened={props.opened === keyOf(cell)}
                    isTabStop={current === cell}
                    onFocus={setActive}
                    onPick={props.onPick}
                  />
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const SHOWN = [
  "state",
  "mode",
  "pods",
  "podsOpen",
  "podsHalfOpen",
  "openSinceMs",
  "wasOpenBefore",
  "lastProbeMs",
  "flaps",
  "unknownReason",
] as const satisfies readonly (keyof BreakerCell)[];

/** A tick brings new objects: hundreds of cells that show the same are left as they are. */
const Cell = memo(PlainCell, (a, b) => {
  const { cell: before, ...flags } = a;
  const { cell: after, ...newFlags } = b;
  return (
    SHOWN.every((key) => before[key] === after[key]) &&
    keyOf(before) === keyOf(after) &&
    flags.hasTip === newFlags.hasTip &&
    flags.isStale === newFlags.isStale &&
    flags.isOpened === newFlags.isOpened &&
    flags.isTabStop === newFlags.isTabStop &&
    flags.onFocus === newFlags.onFocus &&
    flags.onPick === newFlags.onPick
  );
});

function PlainCell(props: {
  readonly cell: BreakerCell;
  readonly hasTip: boolean;
  readonly isStale: boolean;
  readonly isOpened: boolean;
  readonly isTabStop: boolean;
  readonly onFocus: (key: string) => void;
  readonly onPick: Pick;
}) {
  const text = useBreakerText();
  const { cell } = props;
  const { state, mode, pods } = cell;
  const summary = text.summary(cell);
  const count = state === "open" ? cell.podsOpen : state === "half_open" ? cell.podsHalfOpen : null;
  const button = (
    <button
      type="button"
      data-pair={keyOf(cell)}
      aria-label={summary}
      aria-haspopup="dialog"
      aria-expanded={props.isOpened}
      tabIndex={props.isTabStop ? 0 : -1}
      onFocus={() => props.onFocus(keyOf(cell))}
      onClick={(event) => props.onPick(cell, event.currentTarget)}
      className={cn(
        "@container flex h-7 w-full min-w-6 items-center rounded-1 border text-2xs text-fg-3 hover:bg-hover",
        state === "open" ? "border-act-line bg-act-tint font-semibold text-act" : "border-line",
        state === "half_open" && "border-watch-line text-watch",
        (state === "unknown" || mode === "disabled" || mode === "metrics_only") && "border-line-strong border-dashed",
        props.isStale && "saturate-[.35]",
      )}
    >
      <span className="flex w-full items-center justify-center gap-1 overflow-hidden whitespace-nowrap @min-[40px]:justify-start @min-[40px]:px-1">
        <Mark shape={SHAPES[state]} className="size-2" />
        <span className="hidden truncate @min-[62px]:inline">{text.words(cell)}</span>
        {count === null ? null : (
          <span className="hidden @min-[40px]:inline @min-[62px]:hidden">{`${count}/${pods}`}</span>
        )}
      </span>
    </button>
  );
  return props.hasTip ? <Tooltip text={summary}>{button}</Tooltip> : button;
}
