"use client";

import { useTranslations } from "next-intl";
import { PHASE_BUDGET_MS } from "@/lib/domain/golden-chain";
import type { Format } from "../format/use-format";
import { cn } from "../ui/cn";
import type { WireNeed } from "./need-of-wire";

const BUDGETED = ["acknowledge", "locate", "validate", "mitigate", "close"] as const;

/** Phase that runs, its time of its budget, and one bar per phase as wide as its share of the 17 minutes. */
export function PhaseCell({ need, format, isDense }: { need: WireNeed; format: Format; isDense: boolean }) {
  const t = useTranslations("board");
  const common = useTranslations("common");
  const { phase } = need;
  if (phase === null) return null;
  const isOver = phase.overrunMs > 0;
  return (
    <span className="block leading-[15px]">
      <b className="font-medium">{common(`phase.${phase.name}`)}</b>{" "}
      <span className={isOver ? "text-watch" : "text-fg-3"}>
        {phase.elapsedMs >= 3_600_000 || phase.budgetMs === null
          ? format.duration(phase.elapsedMs)
          : t("ofBudget", { elapsed: format.shortClock(phase.elapsedMs), budget: format.shortClock(phase.budgetMs) })}
      </span>
      <span
        aria-hidden
        className={cn("grid grid-cols-[2fr_5fr_3fr_4fr_3fr] gap-0.5", isDense ? "mt-[3px]" : "mt-[5px]")}
      >
        {BUDGETED.map((name) => {
          const part = need.phases.find((candidate) => candidate.name === name);
          const share = Math.min(1, (part?.elapsedMs ?? 0) / (PHASE_BUDGET_MS[name] ?? 1));
          const isOverPart = (part?.overrunMs ?? 0) > 0;
          return (
            <i key={name} className="h-[3px] overflow-hidden rounded-[1px] bg-line">
              <i
                className={cn(
                  "block h-full",
                  isOverPart ? "bg-watch-solid" : name === phase.name ? "bg-fg" : "bg-fg-3",
                )}
                style={{ width: `${share * 100}%` }}
              />
            </i>
          );
        })}
      </span>
    </span>
  );
}
