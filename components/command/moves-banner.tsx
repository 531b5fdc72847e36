"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";
import type { AlertMove } from "@/lib/domain/incident-command";
import { Mark } from "../ui/mark";

/** That this incident is part of another one, or holds one, with the way there. Nothing for an incident of its own. */
export function MovesBanner({ moves }: { readonly moves: readonly AlertMove[] }) {
  const t = useTranslations("command.incidents");
  if (moves.length === 0) return null;
  const whole = moves.findLast(({ kind }) => kind === "merged_into");
  return (
    <div
      role="status"
      data-testid="moves"
      className="flex flex-wrap items-center gap-x-3 gap-y-0.5 border-line border-b bg-raised px-4 py-1.5 text-sm"
    >
      {(whole ? [whole] : moves).map(({ kind, incidentId, number, title, reason }) => (
        <span key={`${kind} ${incidentId}`} className="inline-flex min-h-6 min-w-0 items-center gap-1.5">
          <Mark shape={kind === "merged_into" ? "watch" : "ring"} />
          <span className="min-w-0 break-words">
            {t(`move.${kind}`)}{" "}
            <Link href={`/incidents/${number}`} className="font-medium text-accent underline">
              #{number} {title}
            </Link>
            <span className="text-fg-2">
              {": "}
              {reason}
            </span>
          </span>
        </span>
      ))}
    </div>
  );
}
