"use client";

import { useTranslations } from "next-intl";
import { type KeyboardEvent, useRef, useState } from "react";
import type { BreakerCell } from "@/lib/contracts/breakers";
import { cn } from "../../ui/cn";
import { Mark, type MarkShape } from "../../ui/mark";
import { Tooltip } from "../../ui/tooltip";
import { useBreakerText } from "./use-breaker-text";
import { byUrgency, keyOf, moved, type Wall } from "./wall-model";

/** Words in the cell, or its count of pods, or its square alone: by how many callees there are. */
const ROOMY_CALLEES = 5;
const TIGHT_CALLEES = 12;
const CALLER_PX = 60;
const WIDTHS_PX = { roomy: 64, tight: 42, dense: 28 } as const;
/** More tips than this slow the page; the details tell the same. */
const MAX_TIPS = 100;

export const SHAPES = {
  open: "open",
  half_open: "half",
  closed: "closed",
  unknown: "unknown",
} as const satisfies Record<BreakerCell["state"], MarkShape>;

type Density = keyof typeof WIDTHS_PX;
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
  const density: Density = length <= ROOMY_CALLEES ? "roomy" : length <= TIGHT_CALLEES ? "tight" : "dense";

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
                    density={density}
                    hasTip={cells.length <= MAX_TIPS && props.opened === null}
                    isStale={isStale}
                    isOpened={props.opened === keyOf(cell)}
                    isTabStop={current === cell}
                    onFocus={() => setActive(keyOf(cell))}
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

function Cell(props: {
  readonly cell: BreakerCell;
  readonly density: Density;
  readonly hasTip: boolean;
  readonly isStale: boolean;
  readonly isOpened: boolean;
  readonly isTabStop: boolean;
  readonly onFocus: () => void;
  readonly onPick: Pick;
}) {
  const text = useBreakerText();
  const { cell, density } = props;
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
      onFocus={props.onFocus}
      onClick={(event) => props.onPick(cell, event.currentTarget)}
      className={cn(
        "flex h-7 w-full min-w-6 items-center gap-1 overflow-hidden whitespace-nowrap rounded-1 border px-1 text-2xs text-fg-3 hover:bg-hover",
        density === "dense" && "justify-center px-0",
        state === "open" ? "border-act-line bg-act-tint font-semibold text-act" : "border-line",
        state === "half_open" && "border-watch-line text-watch",
        (state === "unknown" || mode === "disabled" || mode === "metrics_only") && "border-line-strong border-dashed",
        props.isStale && "saturate-[.35]",
      )}
    >
      <Mark shape={SHAPES[state]} className="size-2" />
      {density === "roomy" ? (
        <span className="truncate">{text.words(cell)}</span>
      ) : density === "tight" && count !== null ? (
        `${count}/${pods}`
      ) : null}
    </button>
  );
  return props.hasTip ? <Tooltip text={summary}>{button}</Tooltip> : button;
}
