"use client";

import { useTranslations } from "next-intl";
import { useFormat } from "../format/use-format";
import { Mark } from "../ui/mark";

const SOON_MS = 5 * 60_000;

/** "Update due in 4 m 00 s", or by how much it is late; amber from the last five minutes on. */
export function UpdateDue({ dueAtMs, nowMs }: { readonly dueAtMs: number; readonly nowMs: number }) {
  const t = useTranslations("command.due");
  const format = useFormat();
  const leftMs = dueAtMs - nowMs;
  // A minute is near enough, and the line does not tick.
  const size = Math.abs(leftMs);
  const minutes = Math.floor(size / 60_000);
  const about =
    minutes === 0
      ? t("under_a_minute")
      : minutes < 60
        ? t("minutes", { m: minutes })
        : format.duration(minutes * 60_000);
  const text = leftMs >= 0 ? t("in", { left: about }) : t("late", { late: about });
  return (
    <span className={leftMs < SOON_MS ? "inline-flex items-center gap-1 text-watch" : "inline-flex items-center gap-1"}>
      {leftMs < SOON_MS ? <Mark shape="watch" className="size-2" /> : null}
      {text}
    </span>
  );
}
