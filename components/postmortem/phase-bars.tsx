"use client";

import { useTranslations } from "next-intl";
import type { ChainPhase, GoldenChain } from "@/lib/domain/golden-chain";
import { useFormat } from "../format/use-format";

/** Each phase where it lay in time, its budget as a dashed frame, what went over it in amber. */
export function PhaseBars({ chain }: { chain: GoldenChain }) {
  const t = useTranslations("postmortem");
  const spans = chain.phases.flatMap(({ start, elapsedMs, budgetMs }) =>
    start === null ? [] : [{ from: start.getTime(), to: start.getTime() + Math.max(elapsedMs, budgetMs ?? 0) }],
  );
  const from = spans.reduce((least, span) => Math.min(least, span.from), Number.POSITIVE_INFINITY);
  const to = spans.reduce((most, span) => Math.max(most, span.to), 0);
  return (
    <ul className="flex flex-col gap-2">
      {chain.phases.map((phase) => (
        <li key={phase.name}>
          <div className="flex items-baseline justify-between gap-2">
            <span>{t(`phase.${phase.name}`)}</span>
            <PhaseTime phase={phase} />
          </div>
          <div aria-hidden className="relative mt-1 h-[13px]">
            {phase.start === null || to <= from ? (
              <i className="absolute inset-x-0 top-1/2 border-line border-t border-dashed" />
            ) : (
              <Bar phase={phase} from={from} span={to - from} start={phase.start.getTime()} />
            )}
          </div>
        </li>
      ))}
    </ul>
  );
}

function Bar(props: { phase: ChainPhase; from: number; span: number; start: number }) {
  const { phase, from, span, start } = props;
  const percent = (ms: number) => `${((ms / span) * 100).toFixed(2)}%`;
  const left = percent(start - from);
  const inside = phase.elapsedMs - phase.overrunMs;
  return (
    <>
      {phase.budgetMs === null ? null : (
        <i
          className="absolute inset-y-0 rounded-[2px] border border-line-strong border-dashed"
          style={{ left, width: percent(phase.budgetMs) }}
        />
      )}
      <i className="absolute inset-y-0 min-w-0.5 rounded-[2px] bg-fg-3" style={{ left, width: percent(inside) }} />
      {phase.overrunMs > 0 ? (
        <i
          className="absolute inset-y-0 rounded-[2px] bg-watch-solid"
          style={{ left: percent(start - from + inside), width: percent(phase.overrunMs) }}
        />
      ) : null}
    </>
  );
}

function PhaseTime({ phase }: { phase: ChainPhase }) {
  const t = useTranslations("postmortem.facts");
  const format = useFormat();
  if (phase.state === "skipped") return <span className="text-fg-3">{t("none")}</span>;
  if (phase.state === "pending") return <span className="text-fg-3">{t("pending")}</span>;
  if (phase.state === "ahead") return <span className="text-fg-3">{t("ahead")}</span>;
  const elapsed = format.shortClock(phase.elapsedMs);
  return (
    <span className="text-fg-2">
      {phase.budgetMs === null ? elapsed : t("took", { elapsed, budget: format.shortClock(phase.budgetMs) })}
      {phase.overrunMs > 0 ? (
        <b
          className="ml-1.5 font-semibold text-watch"
          title={t("over", { duration: format.duration(phase.overrunMs) })}
        >
          +{format.shortClock(phase.overrunMs)}
          <span className="sr-only"> {t("over", { duration: format.duration(phase.overrunMs) })}</span>
        </b>
      ) : null}
    </span>
  );
}
