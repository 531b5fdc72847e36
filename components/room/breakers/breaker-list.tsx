"use client";

import { useTranslations } from "next-intl";
import type { BreakerCell } from "@/lib/contracts/breakers";
import { cn } from "../../ui/cn";
import { Mark } from "../../ui/mark";
import { SHAPES } from "./breaker-grid";
import { useBreakerText } from "./use-breaker-text";
import { byUrgency, isQuiet, keyOf } from "./wall-model";

/** A wall too large to look over: what is not closed, the worst first; the rest is counted and folded. */
export function BreakerList(props: {
  readonly cells: readonly BreakerCell[];
  readonly isStale: boolean;
  readonly onPick: (cell: BreakerCell, anchor: HTMLElement) => void;
}) {
  const t = useTranslations("breakers");
  const loud = byUrgency(props.cells.filter((cell) => !isQuiet(cell)));
  const quiet = props.cells.filter(isQuiet);
  return (
    <div className={cn("text-xs", props.isStale && "saturate-[.35]")}>
      {loud.length === 0 ? <p className="py-1 text-fg-3">{t("all_closed")}</p> : <Rows {...props} cells={loud} />}
      {quiet.length === 0 ? null : (
        <details className="mt-1">
          <summary className="flex min-h-6 cursor-pointer items-center text-fg-3">
            {t("n_closed", { n: quiet.length })}
          </summary>
          <Rows {...props} cells={quiet} />
        </details>
      )}
    </div>
  );
}

function Rows({
  cells,
  onPick,
}: {
  readonly cells: readonly BreakerCell[];
  readonly onPick: (cell: BreakerCell, anchor: HTMLElement) => void;
}) {
  const text = useBreakerText();
  return (
    <ul>
      {cells.map((cell) => (
        <li key={keyOf(cell)}>
          <button
            type="button"
            aria-haspopup="dialog"
            onClick={(event) => onPick(cell, event.currentTarget)}
            className="flex min-h-6 w-full items-center gap-2 rounded-1 px-1 text-left hover:bg-hover"
          >
            <Mark shape={SHAPES[cell.state]} className="size-2" />
            <span className="min-w-0 flex-1 truncate">
              {cell.caller} → {cell.callee}
            </span>
            <span
              className={cn(
                "shrink-0 text-fg-3",
                cell.state === "open" && "font-semibold text-act",
                cell.state === "half_open" && "text-watch",
              )}
            >
              {text.words(cell)}
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}
