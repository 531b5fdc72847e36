"use client";

import { useTranslations } from "next-intl";
import { POSTMORTEM_STATUSES, type PostmortemStatus } from "@/lib/domain/postmortem-review";
import { cn } from "../ui/cn";
import { Mark } from "../ui/mark";

/** Draft, in review, signed off, closed: where the document is. */
export function ReviewSteps({ status }: { status: PostmortemStatus }) {
  const t = useTranslations("postmortem.status");
  const present = POSTMORTEM_STATUSES.indexOf(status);
  return (
    <ol aria-label={t("label")} className="flex items-center text-fg-3 text-xs">
      {POSTMORTEM_STATUSES.map((step, index) => (
        <li
          key={step}
          {...(index === present ? { "aria-current": "step" as const } : {})}
          className={cn(
            "flex items-center gap-1.5 whitespace-nowrap not-first:before:mx-2 not-first:before:h-px not-first:before:w-5 not-first:before:bg-line-strong max-md:not-first:before:mx-1 max-md:not-first:before:w-2",
            index < present && "text-fg-2",
          )}
        >
          {index < present ? <Mark shape="fine" /> : null}
          {index === present ? (
            <b className="rounded-1 border border-line-strong bg-hover px-2 py-0.5 font-semibold text-fg">{t(step)}</b>
          ) : (
            <span className="max-md:sr-only">{t(step)}</span>
          )}
        </li>
      ))}
    </ol>
  );
}
