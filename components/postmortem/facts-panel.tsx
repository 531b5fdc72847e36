"use client";

import { useTranslations } from "next-intl";
import type { IncidentWire } from "@/lib/contracts/incident";
import type { GoldenChain } from "@/lib/domain/golden-chain";
import { useFormat } from "../format/use-format";
import { cn } from "../ui/cn";
import { PanelHead } from "../ui/panel";
import { PhaseBars } from "./phase-bars";

const TIMES = [
  "impactStartAt",
  "detectedAt",
  "acknowledgedAt",
  "approvedAt",
  "appliedAt",
  "mitigatedAt",
  "resolvedAt",
  "closedAt",
] as const;

/** Why a time is not there: the onset may never be known; a step may still come, or was not needed. */
function missingWord(name: (typeof TIMES)[number], isResolved: boolean): "unknown" | "notYet" | "notNeeded" {
  if (name === "impactStartAt") return "unknown";
  return isResolved && name !== "closedAt" ? "notNeeded" : "notYet";
}

/** What the document can be held against: phases and times, folded from events, changed by nobody's memory. */
export function FactsPanel(props: {
  readonly incident: IncidentWire;
  readonly chain: GoldenChain;
  readonly className?: string;
}) {
  const { incident, chain } = props;
  const t = useTranslations("postmortem");
  const format = useFormat();
  return (
    <aside aria-label={t("facts.title")} className={cn("bg-surface", props.className)}>
      <PanelHead
        title={t("facts.title")}
        meta={t("facts.hint", { zone: format.zone.offset(new Date(incident.detectedAt)) })}
        className="h-9 px-4"
      />
      <div className="px-4 pb-4">
        <p className="flex items-baseline gap-3">
          <span className="font-semibold text-2xl tracking-tight">{format.duration(chain.elapsedMs)}</span>
          <span className="text-fg-3 text-xs">{t("facts.total", { elapsed: format.clock(chain.elapsedMs) })}</span>
        </p>
        <h3 className="mt-3 mb-2 border-line border-t pt-3 font-semibold text-sm">{t("facts.phases")}</h3>
        <PhaseBars chain={chain} />
        <h3 className="mt-4 mb-1 border-line border-t pt-3 font-semibold text-sm">{t("facts.times")}</h3>
        <dl>
          {TIMES.map((name) => {
            const at = incident[name];
            return (
              <div key={name} className="flex h-[26px] items-center justify-between gap-3">
                <dt className={at === null ? "text-fg-3" : undefined}>{t(`time.${name}`)}</dt>
                <dd className="text-fg-2">
                  {at === null ? (
                    <span className="text-fg-3">{t(`time.${missingWord(name, incident.resolvedAt !== null)}`)}</span>
                  ) : (
                    <time dateTime={at} title={format.dateTime(new Date(at))}>
                      {format.time(new Date(at))}
                    </time>
                  )}
                </dd>
              </div>
            );
          })}
        </dl>
      </div>
    </aside>
  );
}
