"use client";

import { useTranslations } from "next-intl";
import type { Guard, GuardState } from "@/lib/domain/guard";
import { cn } from "../ui/cn";
import { Mark, type MarkShape } from "../ui/mark";

export const GUARD_SHAPES: Readonly<Record<GuardState, MarkShape>> = {
  pass: "fine",
  warn: "watch",
  fail: "fail",
  unknown: "unknown",
};
const ORDER: readonly GuardState[] = ["fail", "warn", "unknown", "pass"];

/** What does not pass comes first; the order within a state stays. */
export function guardsByNeed(guards: readonly Guard[]): readonly Guard[] {
  return [...guards].sort((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state));
}

export function countsOf(guards: readonly Guard[]): Readonly<Record<GuardState, number>> {
  const count = (state: GuardState) => guards.filter((guard) => guard.state === state).length;
  return { pass: count("pass"), warn: count("warn"), fail: count("fail"), unknown: count("unknown") };
}

const INKS = { pass: "text-fine", warn: "text-watch", fail: "text-act", unknown: "text-fg" } as const;

/** A square per guard, then the counts in words. */
export function GuardSummary({ guards }: { guards: readonly Guard[] }) {
  const t = useTranslations("guards");
  const counts = countsOf(guards);
  return (
    <>
      <ul aria-hidden className="mt-2.5 flex flex-wrap gap-[3px]">
        {[...guards]
          .sort((a, b) => ORDER.indexOf(b.state) - ORDER.indexOf(a.state))
          .map(({ id, state }) => (
            <li key={id} className="grid h-4 w-3.5 place-items-center rounded-[2px] border border-line bg-surface">
              <Mark shape={GUARD_SHAPES[state]} className="size-2" />
            </li>
          ))}
      </ul>
      <p className="mt-1.5 flex gap-2.5 text-fg-2 text-xs">
        {(["pass", "warn", "unknown", "fail"] as const).map((state) => (
          <span key={state} className={cn(counts[state] === 0 && "text-fg-3")}>
            <b className={cn("font-semibold", counts[state] > 0 && INKS[state])}>{counts[state]}</b>{" "}
            {t(`state.${state}`)}
          </span>
        ))}
      </p>
    </>
  );
}
