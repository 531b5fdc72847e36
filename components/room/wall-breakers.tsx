"use client";

import { useTranslations } from "next-intl";
import type { BreakerCell } from "@/lib/contracts/breakers";
import type { Panel } from "@/lib/contracts/room";
import { useFormat } from "../format/use-format";
import { Mark } from "../ui/mark";
import { byUrgency } from "./breakers/wall-model";

const SHOWN = 5;
const SHAPES = { open: "open", half_open: "half", unknown: "unknown", closed: "closed" } as const;

/** Breakers for a screen on the wall: those that are not closed, the rest as a count. Only open ones are red. */
export function WallBreakers({ panel }: { panel: Panel<readonly BreakerCell[]> | null }) {
  const t = useTranslations("wall");
  const format = useFormat();
  const cells = panel?.data ?? [];
  const loud = byUrgency(cells.filter(({ state }) => state !== "closed"));
  const closed = cells.length - loud.length;
  return (
    <section aria-label={t("breakers")}>
      <h2 className="text-fg-2">
        {panel?.state === "stale" && panel.atMs !== null
          ? t("breakers_as_of", { time: format.time(panel.atMs) })
          : t("breakers")}
      </h2>
      {cells.length === 0 ? <p>{t("no_breakers")}</p> : null}
      <ul>
        {loud.slice(0, SHOWN).map((cell) => (
          <li
            key={`${cell.caller} ${cell.callee}`}
            className={cell.state === "open" ? "font-semibold text-act" : "text-fg"}
          >
            <span className="flex items-center gap-[0.8vh]">
              <Mark shape={SHAPES[cell.state]} className="size-[0.7em] [--watch:var(--fg)]" />
              <span className="min-w-0 truncate">
                {cell.caller} → {cell.callee}
              </span>
            </span>
            <span className="block pl-[1.5em] font-normal">
              {cell.state === "open"
                ? t("open", { open: cell.podsOpen, pods: cell.pods })
                : cell.state === "half_open"
                  ? t("half_open", { trying: cell.podsHalfOpen, pods: cell.pods })
                  : t("unknown")}
            </span>
          </li>
        ))}
      </ul>
      {loud.length > SHOWN ? <p className="text-fg-2">{t("more_breakers", { n: loud.length - SHOWN })}</p> : null}
      {closed > 0 ? <p className="text-fg-2">{t("closed", { n: closed })}</p> : null}
    </section>
  );
}
