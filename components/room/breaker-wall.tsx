"use client";

import { useTranslations } from "next-intl";
import { memo, useMemo } from "react";
import type { BreakerCell } from "@/lib/contracts/breakers";
import type { RoomFrame } from "@/lib/contracts/room";
import { useFormat } from "../format/use-format";
import { cn } from "../ui/cn";
import { Mark } from "../ui/mark";
import { PanelHead } from "../ui/panel";
import { Tooltip } from "../ui/tooltip";
import { PanelState } from "./panel-state";

/** Beyond this many callees a breaker is its square and, when it is not closed, its count of pods; the words are in its name. */
const ROOMY_CALLEES = 5;
const CALLER_PX = 60;
const ROOMY_PX = 64;
const TIGHT_PX = 42;

const SHAPES = { open: "open", half_open: "half", closed: "closed", unknown: "unknown" } as const;

/** Callers × callees. A pair without a breaker is a dot, one without a series is dashed: unknown is not closed. */
export const BreakerWall = memo(function BreakerWall({ frame, again }: { frame: RoomFrame | null; again: () => void }) {
  const t = useTranslations("room.breakers");
  const format = useFormat();
  const panel = frame?.breakers ?? null;
  // That Prometheus is silent is said once, above the signals; here only of when this picture is.
  const asOfMs = panel?.state === "stale" ? panel.atMs : null;
  const cells = panel?.data ?? [];
  const { callers, callees } = useMemo(() => wallOf(cells), [cells]);
  const isTight = callees.length > ROOMY_CALLEES;
  return (
    <section aria-labelledby="breakers-title" className="flex min-w-0 flex-col">
      <PanelHead
        id="breakers-title"
        title={t("title")}
        meta={asOfMs === null ? t("meta") : t("as_of", { time: format.time(asOfMs) })}
      />
      {panel?.state === "stale" ? null : <PanelState panel={panel} source="prometheus" again={again} />}
      {cells.length === 0 ? (
        <p className="px-3 pb-3 text-fg-3">{frame === null ? t("loading") : t("empty")}</p>
      ) : (
        <div className="min-h-0 overflow-auto px-3 pb-2">
          <table
            className="w-full table-fixed border-separate border-spacing-[3px] text-xs"
            style={{ minWidth: CALLER_PX + callees.length * (isTight ? TIGHT_PX : ROOMY_PX) }}
          >
            <thead>
              <tr>
                <th scope="col" className="w-15">
                  <span className="sr-only">{t("caller")}</span>
                </th>
                {callees.map((callee) => (
                  <th
                    key={callee}
                    scope="col"
                    className="truncate pl-1 text-left font-normal text-2xs text-fg-3 leading-3.5"
                  >
                    {callee}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {callers.map((caller) => (
                <tr key={caller}>
                  <th scope="row" className="truncate text-left font-normal text-fg-2">
                    {caller}
                  </th>
                  {callees.map((callee) => (
                    <Cell
                      key={callee}
                      cell={cells.find((one) => one.caller === caller && one.callee === callee) ?? null}
                      isStale={panel?.state !== "ok"}
                      isTight={isTight}
                    />
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
});

function Cell({ cell, isStale, isTight }: { cell: BreakerCell | null; isStale: boolean; isTight: boolean }) {
  const t = useTranslations("room.breakers");
  const format = useFormat();
  if (cell === null) {
    return (
      <td className="text-center text-line-strong" aria-label={t("none")}>
        ·
      </td>
    );
  }
  const { state, pods, podsOpen, podsHalfOpen } = cell;
  const words =
    state === "open"
      ? t("open", { open: podsOpen, pods })
      : state === "half_open"
        ? t("half_open", { trying: podsHalfOpen, pods })
        : t(state);
  const more = [
    `${cell.caller} → ${cell.callee}: ${words}`,
    ...(cell.openSinceMs === null ? [] : [t("since", { time: format.time(cell.openSinceMs) })]),
    ...(cell.flaps > 0 ? [t("flaps", { n: cell.flaps })] : []),
  ].join(", ");
  return (
    <td className="p-0">
      <Tooltip text={more}>
        <button
          type="button"
          aria-label={more}
          className={cn(
            "flex h-7 w-full min-w-7 cursor-default items-center gap-1 whitespace-nowrap rounded-1 border px-1 text-2xs text-fg-3",
            state === "open" ? "border-act-line bg-act-tint font-semibold text-act" : "border-line",
            state === "half_open" && "border-watch-line text-watch",
            state === "unknown" && "border-line-strong border-dashed",
            isStale && "saturate-[.35]",
          )}
        >
          <Mark shape={SHAPES[state]} className="size-2" />
          {isTight
            ? state === "open"
              ? `${podsOpen}/${pods}`
              : state === "half_open"
                ? `${podsHalfOpen}/${pods}`
                : null
            : words}
        </button>
      </Tooltip>
    </td>
  );
}

function wallOf(cells: readonly BreakerCell[]): { callers: readonly string[]; callees: readonly string[] } {
  const unique = (names: readonly string[]) => [...new Set(names)];
  return { callers: unique(cells.map(({ caller }) => caller)), callees: unique(cells.map(({ callee }) => callee)) };
}
