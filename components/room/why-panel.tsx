"use client";

import { ChevronRight, Database, GitCompareArrows, Layers, Radio, Rocket } from "lucide-react";
import { useTranslations } from "next-intl";
import { useId, useState } from "react";
import type { Diagnosis, EvidenceItem, Hypothesis } from "@/lib/domain/cause";
import type { Incident } from "@/lib/domain/incident";
import { useFormat } from "../format/use-format";
import { useParams } from "../format/use-params";
import { type OpenTrace, TraceLink } from "../traces/trace-link";
import { Badge } from "../ui/badge";
import { Button } from "../ui/button";
import { cn } from "../ui/cn";
import { Mark } from "../ui/mark";
import { Notice } from "../ui/notice";
import { PanelHead } from "../ui/panel";
import { useCauseText } from "./use-cause-text";

const ICONS = {
  prometheus: Layers,
  jaeger: GitCompareArrows,
  kubernetes: Database,
  changes: Rocket,
  alerts: Radio,
  etcd: Database,
} as const;

export type Judge = (hypothesisId: string, verdict: "accepted" | "rejected") => void;

/** Ranked causes with their confidence; the first open, every evidence line traceable to its query. */
export function WhyPanel(props: {
  readonly incident: Incident;
  readonly diagnosis: Diagnosis | null;
  readonly judged: ReadonlyMap<string, "accepted" | "rejected">;
  /** null: this person may not judge. */
  readonly onJudge: Judge | null;
  readonly onOpenTrace: OpenTrace;
}) {
  const t = useTranslations("room.why");
  const format = useFormat();
  const { diagnosis } = props;
  const meta = diagnosis
    ? t("meta", { time: format.time(diagnosis.at), took: format.latency(diagnosis.durationMs) })
    : t("not_yet");
  return (
    <section aria-labelledby="why-title" className="shrink-0">
      <PanelHead id="why-title" title={t("title")} meta={meta} />
      <div className="px-3 pb-2 max-md:px-4">
        {diagnosis === null ? (
          <p className="pb-2 text-fg-3">{t("collecting")}</p>
        ) : (
          <Ranked {...props} diagnosis={diagnosis} />
        )}
      </div>
    </section>
  );
}

function Ranked({
  diagnosis,
  judged,
  onJudge,
  onOpenTrace,
}: {
  diagnosis: Diagnosis;
  judged: ReadonlyMap<string, "accepted" | "rejected">;
  onJudge: Judge | null;
  onOpenTrace: OpenTrace;
}) {
  const t = useTranslations("room.why");
  const tGap = useTranslations("errors.gap");
  return (
    <>
      {diagnosis.isInsufficient ? (
        <Notice tone="plain" title={t("insufficient")} className="mb-2">
          {t("insufficient_next")}
        </Notice>
      ) : null}
      {diagnosis.hypotheses.map((hypothesis, index) => (
        <HypothesisRow
          key={hypothesis.id}
          hypothesis={hypothesis}
          isTop={index === 0 && !diagnosis.isInsufficient}
          verdict={judged.get(hypothesis.id) ?? null}
          onJudge={onJudge}
          onOpenTrace={onOpenTrace}
        />
      ))}
      <div className="flex gap-2 border-line border-t pt-[7px] text-fg-3 text-xs">
        <span className="flex-1 pl-6">{t("not_in_model")}</span>
        <span className="w-[34px] text-right">{diagnosis.unexplained.toFixed(2)}</span>
      </div>
      {diagnosis.gaps.length === 0 ? null : (
        <p className="mt-1.5 flex items-baseline gap-1.5 pl-6 text-fg-3 text-xs">
          <Mark shape="unknown" className="size-2" />
          {t("gaps", {
            gaps: diagnosis.gaps
              .map(({ source, reason }) => `${source} (${tGap.has(reason) ? tGap(reason) : reason})`)
              .join(", "),
          })}
        </p>
      )}
    </>
  );
}

function HypothesisRow(props: {
  readonly hypothesis: Hypothesis;
  readonly isTop: boolean;
  readonly verdict: "accepted" | "rejected" | null;
  readonly onJudge: Judge | null;
  readonly onOpenTrace: OpenTrace;
}) {
  const { hypothesis, isTop, verdict, onJudge } = props;
  const t = useTranslations("room.why");
  const text = useCauseText();
  const [isOpen, setOpen] = useState(isTop);
  const body = useId();
  const { evidence, confidence } = hypothesis;
  const supports = evidence.filter(({ effect }) => effect === "supports").length;
  const against = evidence.filter(({ effect }) => effect === "contradicts").length;
  return (
    <article
      className={cn("border-line border-t py-2 first:border-t-0 first:pt-0.5", verdict === "rejected" && "opacity-60")}
      data-testid="hypothesis"
    >
      <h3>
        <button
          type="button"
          aria-expanded={isOpen}
          aria-controls={body}
          onClick={() => setOpen((open) => !open)}
          className="grid w-full grid-cols-[16px_minmax(0,1fr)_64px_34px] items-center gap-2 rounded-1 text-left max-md:min-h-11"
        >
          <span className="text-fg-3">{hypothesis.rank}</span>
          <span
            className={cn(
              "truncate font-medium text-md",
              isTop && "font-semibold text-lg",
              verdict === "rejected" && "line-through",
            )}
          >
            {text.title(hypothesis)}
          </span>
          <span
            role="img"
            aria-label={t("posterior", { value: confidence.toFixed(2) })}
            className="h-1.5 overflow-hidden rounded-full bg-line"
          >
            <i
              className={cn("block h-full rounded-full", isTop ? "bg-accent-solid" : "bg-fg-3")}
              style={{ width: `${confidence * 100}%` }}
            />
          </span>
          <span className={cn("text-right text-md", isTop ? "font-semibold" : "font-medium text-fg-2")} aria-hidden>
            {confidence.toFixed(2)}
          </span>
        </button>
      </h3>
      {hypothesis.rank <= 2 || isOpen ? (
        <p className="mt-1 ml-6 text-fg-2 leading-[17px]">{text.say(hypothesis)}</p>
      ) : null}
      <div id={body} hidden={!isOpen}>
        <ul className="mt-1.5 ml-4 max-md:ml-0">
          {evidence.map((item) => (
            <EvidenceLine key={`${item.id} ${item.rule}`} item={item} onOpenTrace={props.onOpenTrace} />
          ))}
        </ul>
        <div className="mt-1.5 ml-6 flex items-center gap-1.5 text-fg-3 text-xs">
          <span className="flex-1">{t("counts", { supports, against })}</span>
          {verdict ? (
            <Badge tone={verdict === "accepted" ? "fine" : "plain"}>
              <Mark shape={verdict === "accepted" ? "fine" : "fail"} className="size-2" />
              {t(verdict)}
            </Badge>
          ) : onJudge ? (
            <>
              <Button size="sm" onClick={() => onJudge(hypothesis.id, "accepted")} className="max-md:h-9 max-md:px-3">
                {t("confirm")}
              </Button>
              <Button
                size="sm"
                tone="ghost"
                onClick={() => onJudge(hypothesis.id, "rejected")}
                className="max-md:h-9 max-md:px-3"
              >
                {t("reject")}
              </Button>
            </>
          ) : null}
        </div>
      </div>
    </article>
  );
}

/** One observation with the traces that show it; opened it shows the query, the source and when it was asked. */
function EvidenceLine({ item, onOpenTrace }: { item: EvidenceItem; onOpenTrace: OpenTrace }) {
  const t = useTranslations("room.why");
  const tRule = useTranslations("hypotheses.rule");
  const tSource = useTranslations("hypotheses.source");
  const format = useFormat();
  const params = useParams()(item.params);
  const [isOpen, setOpen] = useState(false);
  const body = useId();
  const Icon = ICONS[item.source];
  const bold = (chunks: React.ReactNode) => <b className="font-semibold">{chunks}</b>;
  const isAgainst = item.effect === "contradicts";
  return (
    <li>
      <button
        type="button"
        aria-expanded={isOpen}
        aria-controls={body}
        onClick={() => setOpen((open) => !open)}
        className="grid min-h-[26px] w-full grid-cols-[20px_minmax(0,1fr)_auto_12px] items-center rounded-1 px-1.5 pl-2 text-left text-sm leading-4 transition-colors hover:bg-hover max-md:min-h-11 max-md:grid-cols-[24px_minmax(0,1fr)_12px]"
      >
        <Icon aria-hidden className="size-[13px] text-fg-3" strokeWidth={1.75} />
        <span className={cn("py-1", isAgainst && "text-fg-2")}>
          {isAgainst ? <Mark shape="fail" label={t("against")} className="mr-1 size-2" /> : null}
          {tRule.has(item.rule) ? tRule.rich(item.rule, { ...params, b: bold }) : item.rule.replaceAll("_", " ")}
        </span>
        <span className="whitespace-nowrap px-2 text-fg-3 text-xs max-md:hidden">
          {item.n === null ? tSource(item.source) : format.n(item.n)}
        </span>
        <ChevronRight aria-hidden className={cn("size-3 text-fg-3 transition-transform", isOpen && "rotate-90")} />
      </button>
      {item.traceIds.length === 0 ? null : (
        <p className="-mt-0.5 mb-0.5 flex items-center gap-2 pl-7 text-fg-3 text-xs max-md:min-h-8">
          {t("traces")}
          {item.traceIds.map((traceId) => (
            <TraceLink
              key={traceId}
              traceId={traceId}
              onOpen={onOpenTrace}
              className="font-mono text-[10.5px] max-md:py-2.5"
            />
          ))}
        </p>
      )}
      <dl id={body} hidden={!isOpen} className="mb-1 ml-7 rounded-1 bg-raised px-2 py-1.5 text-xs leading-4">
        <dt className="text-fg-3">{t("source", { source: tSource(item.source), time: format.time(item.at) })}</dt>
        <dd className="mt-0.5 break-words font-mono text-[10.5px] text-fg-2">{item.query}</dd>
      </dl>
    </li>
  );
}
