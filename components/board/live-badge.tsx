"use client";

import { useTranslations } from "next-intl";
import { useFormat } from "../format/use-format";
import type { StreamState } from "../live/live-message";
import { cn } from "../ui/cn";
import { Mark } from "../ui/mark";

/** Whether the page is live, and how old what it shows is. */
export function LiveBadge(props: { readonly state: StreamState; readonly checkedMs: number; readonly nowMs: number }) {
  const t = useTranslations("board");
  const common = useTranslations("common");
  const format = useFormat();
  const ageMs = Math.max(0, props.nowMs - props.checkedMs);
  const age = ageMs < 1_500 ? t("justNow") : common("ago", { duration: format.duration(ageMs) });
  return (
    <span className="inline-flex min-w-0 items-center gap-1.5 truncate whitespace-nowrap text-fg-2 text-xs">
      {props.state === "live" ? (
        <i
          aria-hidden
          className={cn("size-1.5 rounded-full bg-fine-solid")}
          style={{ boxShadow: "0 0 0 3px color-mix(in oklab, var(--fine-solid) 22%, transparent)" }}
        />
      ) : (
        <Mark shape={props.state === "down" ? "watch" : "unknown"} />
      )}
      <span className={props.state === "down" ? undefined : "max-md:sr-only"}>
        {props.state === "connecting" ? t("connecting") : t(props.state, { age })}
      </span>
    </span>
  );
}
