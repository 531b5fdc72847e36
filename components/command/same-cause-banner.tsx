"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { incidentPageSchema } from "@/lib/contracts/board";
import type { IncidentWire } from "@/lib/contracts/incident";
import { sameCauseAs } from "@/lib/domain/same-cause";
import { useCauseText } from "../room/use-cause-text";
import { Button } from "../ui/button";
import { Mark } from "../ui/mark";
import type { MergeProposal } from "./command-panel";

const EVERY_MS = 15_000;
/** The newest hundred: what one cause broke broke within minutes. */
const OPEN = "/api/incidents?status=open,mitigating,verifying&limit=100";

async function openIncidents() {
  const response = await fetch(OPEN, { cache: "no-store" });
  if (!response.ok) throw new Error(`incidents answered ${response.status}`);
  return incidentPageSchema.parse(await response.json()).incidents.map(believed);
}

const believed = (wire: IncidentWire) => ({
  ...wire,
  belief: wire.diagnosis === "made" ? wire.topHypothesis : null,
});

/**
 * That other open incidents seem to come from the same cause, with the way to merge this one into the oldest. Nothing when there is
 * none; when the list cannot be read it stays as it was, since the room itself says what is stale.
 */
export function SameCauseBanner(props: {
  readonly number: number;
  /** null: the viewer may not merge. */
  readonly onMerge: ((proposal: MergeProposal) => void) | null;
}) {
  const t = useTranslations("command.same_cause");
  const causes = useCauseText();
  const { data } = useQuery({ queryKey: ["open-incidents"], queryFn: openIncidents, refetchInterval: EVERY_MS });
  const own = data?.find(({ number }) => number === props.number);
  const others = own && data ? sameCauseAs(own, data) : [];
  const oldest = others[0];
  if (own?.belief == null || oldest === undefined) return null;
  const { belief } = own;
  const cause = causes.title({ cause: belief, version: belief.version });
  const { onMerge } = props;
  return (
    <div
      role="status"
      data-testid="same-cause"
      className="flex flex-wrap items-center gap-x-3 gap-y-0.5 border-line border-b bg-raised px-4 py-1 text-sm"
    >
      <span className="min-w-0 break-words">
        <Mark shape="watch" className="mr-1.5 inline-block align-[-1px]" />
        {t("say", { cause })}{" "}
        {others.map(({ number, title }, index) => (
          <span key={number}>
            {index === 0 ? "" : ", "}
            <Link href={`/incidents/${number}`} className="font-medium text-accent underline">
              #{number} {title}
            </Link>
          </span>
        ))}
      </span>
      {onMerge && oldest.number < props.number ? (
        <Button
          size="sm"
          className="max-md:h-11"
          onClick={() => onMerge({ into: oldest.number, reason: t("reason", { cause }) })}
        >
          {t("merge", { number: oldest.number })}
        </Button>
      ) : null}
    </div>
  );
}
