"use client";

import { Download, Printer } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import { MIN_SAMPLES } from "@/lib/domain/distribution";
import type { TimeMeasure } from "@/lib/domain/mttx";
import type { MeasureReport, RecoveryReport } from "@/lib/domain/recovery-report";
import { useFormat } from "../format/use-format";
import { PhoneMenu } from "../shell/phone-menu";
import { Button } from "../ui/button";
import { IncidentTable } from "./incident-table";
import { MinutesFigure } from "./minutes-figure";
import { NotCounted } from "./not-counted";
import { RecoveryFigure } from "./recovery-figure";
import { ReportFilters, type ReportView, reportHref } from "./report-filters";
import { RollbackSquares } from "./rollback-squares";

const bold = (text: ReactNode) => <b>{text}</b>;

/** The manager's page: the answer, the distribution behind it, where the minutes go, what became of each rollback. */
export function ReportPage(props: {
  readonly view: ReportView & { readonly measure: TimeMeasure };
  readonly report: RecoveryReport;
  readonly at: Date;
  readonly daysOffered: readonly number[];
  readonly teams: readonly string[];
  readonly services: readonly string[];
}) {
  const { view, report } = props;
  const t = useTranslations("reports");
  const format = useFormat();
  const [isTableShown, setIsTableShown] = useState(true);
  const resolve = report.measures.find(({ measure }) => measure === "resolve");
  const chosen = report.measures.find(({ measure }) => measure === view.measure) ?? resolve;
  if (resolve === undefined || chosen === undefined) return null;
  const query = reportHref({ ...view, measure: "resolve" }).replace(/^[^?]*\??/, "");
  const rollbackCount = report.rollbacks.reduce((sum, { rows }) => sum + rows.length, 0);
  return (
    <div className="min-h-dvh bg-surface">
      <header className="sticky top-0 z-20 flex min-h-[52px] flex-wrap items-center gap-x-4 gap-y-2 border-line border-b bg-surface px-6 py-2 max-md:static max-md:px-4 print:static print:px-0">
        <h1 className="font-semibold text-xl tracking-tight max-md:flex-1">{t("title")}</h1>
        <PhoneMenu />
        <ReportFilters view={view} daysOffered={props.daysOffered} teams={props.teams} services={props.services} />
        <span className="flex-1 max-md:hidden" />
        <span className="text-fg-3 text-xs max-md:flex-1">
          {t("asOf", { time: format.dateTime(props.at), zone: format.zone.offset(props.at) })}
        </span>
        <Button onClick={() => window.print()} className="touch-target print:hidden">
          <Printer aria-hidden />
          {t("print")}
        </Button>
      </header>
      <div className="mx-auto max-w-[1344px] px-6 pt-5 pb-12 max-md:px-4 print:max-w-none print:px-0">
        <Answer report={report} resolve={resolve} />
        <div className="grid grid-cols-[minmax(0,1fr)_420px] border-line border-t max-xl:grid-cols-[minmax(0,1fr)] print:grid-cols-[minmax(0,1fr)_300px]">
          <Card
            title={t(`timeTo.${chosen.measure}`)}
            hint={t("chart.hint")}
            className="xl:pr-6"
            action={
              <span className="flex items-center gap-3 print:hidden">
                <TextButton aria-expanded={isTableShown} onClick={() => setIsTableShown(!isTableShown)}>
                  {isTableShown ? t("chart.hideTable") : t("chart.showTable")}
                </TextButton>
                <CsvLink href={`/api/reports/mttx.csv?${query}`} label={t("csv")} />
              </span>
            }
          >
            <RecoveryFigure report={chosen} incidents={report.incidents} days={view.days} />
            <div className="mt-2 grid grid-cols-2 gap-x-6 gap-y-0.5 border-line border-t pt-2 text-fg-2 text-xs leading-4 max-md:grid-cols-1">
              <span className="quiet-bold">
                {t.rich("within", { ...report.withinChain, b: bold })}
                {report.excludedTests > 0 ? (
                  <span className="text-fg-3"> · {t("notCounted.tests", { n: report.excludedTests })}</span>
                ) : null}
                {report.excludedMerged > 0 ? (
                  <span className="text-fg-3"> · {t("notCounted.merged", { n: report.excludedMerged })}</span>
                ) : null}
              </span>
              <NotCounted report={chosen} incidents={report.incidents} />
            </div>
            <Definitions />
          </Card>
          <div className="border-line xl:border-l xl:pl-6 max-xl:border-t print:pl-6">
            <Card title={t("minutes.title")} hint={t("minutes.hint")}>
              <MinutesFigure
                measures={report.measures}
                chosen={chosen.measure}
                days={view.days}
                hrefOf={(measure) => reportHref({ ...view, measure })}
              />
            </Card>
            <div className="border-line border-t">
              <Card
                title={t("rollbacks.title")}
                hint={t("rollbacks.hint", { n: rollbackCount })}
                action={
                  rollbackCount > 0 ? <CsvLink href={`/api/reports/rollbacks.csv?${query}`} label={t("csv")} /> : null
                }
              >
                <RollbackSquares rollbacks={report.rollbacks} />
              </Card>
            </div>
          </div>
        </div>
        {isTableShown ? (
          <section className="border-line border-t pt-3.5">
            <h2 className="mb-2 font-semibold text-lg">{t("table.title")}</h2>
            <IncidentTable incidents={report.incidents} chosen={chosen.measure} />
          </section>
        ) : null}
      </div>
    </div>
  );
}

function Answer({ report, resolve }: { report: RecoveryReport; resolve: MeasureReport }) {
  const t = useTranslations("reports");
  const format = useFormat();
  const { now, before, ratio } = resolve;
  const duration = (value: number | null) => (value === null ? "–" : format.duration(value));
  return (
    <section className="flex items-end justify-between gap-8 pb-4 max-xl:flex-col max-xl:items-start max-xl:gap-3">
      <div className="min-w-0">
        <p className="text-fg-3 text-md">{t("question")}</p>
        <p className="mt-0.5 max-w-[60ch] font-medium text-[21px] leading-[30px] tracking-tight max-md:text-[18px] max-md:leading-[26px]">
          {t.rich(`answer.${report.answer}`, {
            now: duration(now.median),
            before: duration(before.median),
            n: report.answer === "no_comparison" ? before.n : now.n,
            min: MIN_SAMPLES,
            b: bold,
          })}
        </p>
      </div>
      <dl className="flex shrink-0 flex-wrap gap-x-7 gap-y-2">
        <Figure label={t("figure.now")} report={now} />
        <Figure label={t("figure.before")} report={before} />
        {ratio === null ? null : (
          <div>
            <dt className="text-fg-3 text-xs">{t("figure.ratio")}</dt>
            <dd className="font-semibold text-lg">
              {ratio.ratio.toFixed(2)}{" "}
              <small className="font-normal text-fg-3 text-xs">
                {t("figure.ratioInterval", {
                  low: ratio.interval.low.toFixed(2),
                  high: ratio.interval.high.toFixed(2),
                })}
              </small>
            </dd>
          </div>
        )}
      </dl>
    </section>
  );
}

function Figure({ label, report }: { label: string; report: MeasureReport["now"] }) {
  const t = useTranslations("reports");
  const format = useFormat();
  const { median, medianInterval, n } = report;
  return (
    <div>
      <dt className="text-fg-3 text-xs">{label}</dt>
      {median === null ? (
        <dd className="text-fg-3 text-md">{t("figure.notEnough", { n })}</dd>
      ) : (
        <dd className="font-semibold text-lg">
          {format.duration(median)}{" "}
          <small className="font-normal text-fg-3 text-xs">
            {medianInterval
              ? t("figure.interval", {
                  low: format.duration(medianInterval.low),
                  high: format.duration(medianInterval.high),
                  n,
                })
              : format.n(n)}
          </small>
        </dd>
      )}
    </div>
  );
}

const DEFINED = ["detect", "acknowledge", "mitigate", "resolve", "median", "band", "ratio", "tests"] as const;

function Definitions() {
  const t = useTranslations("reports.definitions");
  return (
    <details className="mt-2 text-xs leading-4 print:open">
      <summary className="cursor-pointer text-accent">{t("title")}</summary>
      <ul className="quiet-bold mt-1 grid grid-cols-2 gap-x-6 gap-y-1 text-fg-2 max-md:grid-cols-1">
        {DEFINED.map((key) => (
          <li key={key}>{t.rich(key, { b: bold, min: MIN_SAMPLES })}</li>
        ))}
      </ul>
    </details>
  );
}

function Card(props: {
  readonly title: string;
  readonly hint?: string;
  readonly action?: ReactNode;
  readonly className?: string;
  readonly children: ReactNode;
}) {
  return (
    <section className={`min-w-0 break-inside-avoid pt-3.5 pb-4 ${props.className ?? ""}`}>
      <div className="mb-2 flex flex-wrap items-baseline gap-x-2.5">
        <h2 className="font-semibold text-lg">{props.title}</h2>
        {props.hint === undefined ? null : <span className="text-fg-3">{props.hint}</span>}
        <span className="flex-1" />
        {props.action}
      </div>
      {props.children}
    </section>
  );
}

function TextButton(props: React.ComponentProps<"button">) {
  return <button type="button" className="text-accent text-xs hover:underline max-md:h-11" {...props} />;
}

function CsvLink({ href, label }: { href: string; label: string }) {
  return (
    <a
      href={href}
      download
      className="inline-flex items-center gap-1 text-accent text-xs hover:underline max-md:h-11 print:hidden"
    >
      <Download aria-hidden className="size-3" />
      {label}
    </a>
  );
}
