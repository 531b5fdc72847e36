"use client";

import { useTranslations } from "next-intl";
import type { Guard } from "@/lib/domain/guard";
import { useFormat } from "../format/use-format";
import { cn } from "../ui/cn";
import { Input } from "../ui/field";
import { Mark } from "../ui/mark";
import { GUARD_SHAPES, guardsByNeed } from "./guard-summary";
import { useGuardText } from "./use-guard-text";

const BOXES = {
  fail: "border-act-line bg-act-tint",
  warn: "border-watch-line bg-watch-tint",
  unknown: "border-line bg-raised",
} as const;

/** Guards that do not pass come first with their next step; what passes is one quiet line with evidence and age. */
export function GuardList(props: {
  readonly guards: readonly Guard[];
  readonly nowMs: number;
  readonly canWaive: boolean;
  readonly waivers: ReadonlyMap<string, string>;
  readonly onWaive: (id: string, reason: string) => void;
}) {
  const t = useTranslations("guards");
  const tCommon = useTranslations("common");
  const tRollback = useTranslations("rollback");
  const format = useFormat();
  const textOf = useGuardText();
  return (
    <ul className="text-sm" data-testid="guards">
      {guardsByNeed(props.guards).map((guard) => {
        const { id, state } = guard;
        const age = tCommon("ago", { duration: format.duration(Math.max(0, props.nowMs - guard.checkedAt.getTime())) });
        const text = textOf({ ...guard, params: { ...guard.params, ...shortened(guard.params) } });
        return (
          <li
            key={id}
            data-guard={id}
            data-state={state}
            className={cn(
              "grid min-h-6 grid-cols-[18px_minmax(0,1fr)_auto] items-baseline py-[3px] leading-[17px]",
              state === "pass"
                ? "border-line border-t first:border-t-0"
                : cn("-mx-2.5 mb-1 rounded-1 border px-2.5 py-1.5", BOXES[state]),
            )}
          >
            <Mark shape={GUARD_SHAPES[state]} label={t(`state.${state}`)} />
            <span className="min-w-0 break-words">
              <b className="font-medium">{t(`${id}.title`)}</b>{" "}
              <span className={cn(state === "pass" ? "text-fg-3" : "block text-fg-2")}>{text}</span>
              {state === "unknown" && guard.isWaivable ? (
                props.canWaive ? (
                  <Input
                    aria-label={tRollback("waive", { guard: t(`${id}.title`) })}
                    placeholder={tRollback("waive_reason")}
                    value={props.waivers.get(id) ?? ""}
                    onChange={(event) => props.onWaive(id, event.target.value)}
                    className="mt-1"
                  />
                ) : (
                  <span className="block text-fg-3 text-xs">{tRollback("waive_commander")}</span>
                )
              ) : null}
            </span>
            <span className={cn("whitespace-nowrap pl-3 text-fg-3 text-xs", state !== "pass" && "text-fg-2")}>
              {age}
            </span>
          </li>
        );
      })}
    </ul>
  );
}

/** Digests and commits as people compare them: the first characters. */
function shortened(params: Guard["params"]): Record<string, string> {
  const { digest, commit } = params;
  return {
    ...(typeof digest === "string" ? { digest: digest.slice(0, 18) } : {}),
    ...(typeof commit === "string" ? { commit: commit.slice(0, 7) } : {}),
  };
}
