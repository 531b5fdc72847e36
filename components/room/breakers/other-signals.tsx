"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { GuardsPanel } from "@/lib/contracts/breakers";
import { useFormat } from "../../format/use-format";
import { Mark, type MarkShape } from "../../ui/mark";
import { useBreakerText } from "./use-breaker-text";

const HEALTH_SHAPES = { unavailable: "act", degraded: "watch" } as const;

/** What guards calls and is no breaker, each with its own mark; and services whose probe and breakers say that they are not well. */
export function OtherSignals({ guards }: { readonly guards: GuardsPanel }) {
  const t = useTranslations("breakers");
  const format = useFormat();
  const text = useBreakerText();
  const { health, limits, ejections, shedding, silent } = guards;
  const unwell = health.flatMap((one) =>
    one.state === "unavailable" || one.state === "degraded" ? [{ ...one, state: one.state }] : [],
  );
  const sheds = shedding.filter(({ ratio }) => ratio > 0);
  if (unwell.length + limits.length + ejections.length + sheds.length + silent.length === 0) return null;
  return (
    <ul className="pt-1 pl-[3px] text-fg-2 text-xs" aria-label={t("others")}>
      {unwell.map((one) => (
        <Line
          key={`health ${one.service}`}
          shape={HEALTH_SHAPES[one.state]}
          name={`${one.service} ${t(`health.${one.state}`)}`}
        >
          {text.because(one)}
        </Line>
      ))}
      {limits.map((one) => (
        <Line
          key={`${one.caller} ${one.callee} ${one.readAs.metric}`}
          shape="limit"
          name={`${one.caller} → ${one.callee}`}
        >
          {t("limit", { limit: t(`limits.${one.limit}`), pods: one.podsAtLimit, time: format.time(one.sinceMs) })}
        </Line>
      ))}
      {ejections.map((one) => (
        <Line key={`${one.caller} ${one.callee} ejected`} shape="ejected" name={`${one.caller} → ${one.callee}`}>
          {one.hosts === null
            ? t("ejected", { n: one.hostsEjected, time: format.time(one.sinceMs) })
            : t("ejected_of", { n: one.hostsEjected, hosts: one.hosts, time: format.time(one.sinceMs) })}
        </Line>
      ))}
      {sheds.map((one) => (
        <Line key={`${one.caller} ${one.callee} shedding`} shape="shedding" name={`${one.caller} → ${one.callee}`}>
          {t("shedding", { share: format.percent(one.ratio), n: one.podsShedding, pods: one.pods })}
        </Line>
      ))}
      {silent.map(({ service, metric }) => (
        <Line key={`silent ${service} ${metric}`} shape="unknown" name={service}>
          {t("silent", { metric })}
        </Line>
      ))}
    </ul>
  );
}

function Line({
  shape,
  name,
  children,
}: {
  readonly shape: MarkShape;
  readonly name: string;
  readonly children: ReactNode;
}) {
  return (
    <li className="flex min-h-6 items-start gap-2 py-0.5">
      <Mark shape={shape} className="mt-1 size-2" />
      <span>
        <b className="font-semibold text-fg">{name}</b> <span className="text-fg-3">{children}</span>
      </span>
    </li>
  );
}
