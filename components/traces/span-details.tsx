"use client";

import { Check, Copy } from "lucide-react";
import { useTranslations } from "next-intl";
import { Fragment, type ReactNode, useState } from "react";
import type { OutlineRow } from "@/lib/domain/trace-outline";
import { useFormat } from "../format/use-format";
import { Button } from "../ui/button";
import { Mark } from "../ui/mark";
import { useToast } from "../ui/toast";
import { type OpenTrace, TraceLink } from "./trace-link";

/** Everything that one span says. */
export function SpanDetails(props: {
  readonly row: OutlineRow;
  readonly traceStartUs: number;
  readonly rootUs: number;
  readonly onOpen: OpenTrace;
}) {
  const { row, traceStartUs, rootUs, onOpen } = props;
  const { span } = row;
  const t = useTranslations("traces.span");
  const format = useFormat();
  const ms = (us: number) => format.latency(us / 1_000);
  const own = Object.entries(span.attributes).filter(([key, value]) => span.process?.[key] !== value);
  return (
    <div className="px-3 py-2 max-md:px-4">
      <h2 className="break-words font-semibold text-md leading-5">
        {span.service} <span className="font-medium">{span.operation}</span>
      </h2>
      <dl className="mt-2 grid grid-cols-4 gap-x-3 gap-y-0.5 max-md:grid-cols-2 [&_dd]:font-medium [&_dt]:text-fg-3 [&_dt]:text-xs">
        <Figure name={t("duration")}>{ms(span.durationUs)}</Figure>
        <Figure name={t("self")}>{ms(row.selfUs)}</Figure>
        <Figure name={t("critical")}>
          {ms(row.criticalUs)}
          {rootUs > 0 && row.criticalUs > 0 ? (
            <span className="font-normal text-fg-3"> {format.percent(row.criticalUs / rootUs)}</span>
          ) : null}
        </Figure>
        <Figure name={t("starts")}>+{ms(span.startUs - traceStartUs)}</Figure>
      </dl>
      <p className="mt-2 flex items-baseline gap-1.5 text-fg-2">
        <Mark
          shape={span.status === "error" ? "fail" : span.status === "ok" ? "fine" : "unknown"}
          className="size-2.5"
        />
        <span className="min-w-0 break-words">
          {t(`status.${span.status}`)}
          {span.statusMessage ? `: ${span.statusMessage}` : ""}{" "}
          <span className="text-fg-3">{t(`kind.${span.kind}`)}</span>
          {span.isAsync ? <span className="text-fg-3"> {t("not_waited")}</span> : null}
        </span>
      </p>
      {span.warnings?.map((warning) => (
        <p key={warning} className="mt-1 flex items-baseline gap-1.5 text-fg-2">
          <Mark shape="watch" className="size-2.5" />
          {warning}
        </p>
      ))}
      <Ids traceId={span.traceId} spanId={span.spanId} />
      <Table title={t("attributes", { n: own.length })} rows={own} />
      {span.events && span.events.length > 0 ? (
        <section className="mt-3">
          <h3 className="text-fg-3 text-xs">{t("events", { n: span.events.length })}</h3>
          <ol>
            {span.events.map((event, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: events have no id and never move
              <li key={index} className="border-line border-b py-1 last:border-b-0">
                <span className="text-fg-3">+{ms(event.atUs - traceStartUs)}</span>{" "}
                <span className="font-medium">{event.name || t("event")}</span>
                <Rows rows={Object.entries(event.attributes)} />
              </li>
            ))}
          </ol>
        </section>
      ) : null}
      {span.links && span.links.length > 0 ? (
        <section className="mt-3">
          <h3 className="text-fg-3 text-xs">{t("links", { n: span.links.length })}</h3>
          <ul>
            {span.links.map((link) => (
              <li key={`${link.traceId} ${link.spanId}`} className="flex min-h-6 items-center gap-2 font-mono text-xs">
                <TraceLink traceId={link.traceId} spanId={link.spanId} onOpen={onOpen}>
                  {link.traceId === span.traceId ? t("same_trace") : link.traceId.slice(0, 16)} {link.spanId}
                </TraceLink>
              </li>
            ))}
          </ul>
        </section>
      ) : null}
      <Table
        title={t("process", { version: span.version ?? t("no_version") })}
        rows={Object.entries(span.process ?? {})}
      />
    </div>
  );
}

function Figure({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Ids({ traceId, spanId }: { traceId: string; spanId: string }) {
  return (
    <dl className="mt-2 border-line border-y py-1">
      <Id name="trace_id" value={traceId} />
      <Id name="span_id" value={spanId} />
    </dl>
  );
}

function Id({ name, value }: { name: string; value: string }) {
  const t = useTranslations("traces.span");
  const common = useTranslations("common");
  const say = useToast();
  const [isCopied, setCopied] = useState(false);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(value);
      setCopied(true);
    } catch (error) {
      console.warn("the clipboard is not open to this page", error);
      say("act", common("copyFailed"));
    }
  };
  return (
    <div className="flex min-h-7 items-center gap-2">
      <dt className="w-16 shrink-0 text-fg-3 text-xs">{name}</dt>
      <dd className="flex min-w-0 flex-1 items-center gap-2">
        <span className="min-w-0 flex-1 break-all font-mono text-[10.5px]">{value}</span>
        <Button
          tone="ghost"
          size="icon"
          aria-label={t(isCopied ? "copied" : "copy", { name })}
          onClick={() => void copy()}
          className="touch-target size-6"
        >
          {isCopied ? <Check aria-hidden /> : <Copy aria-hidden />}
        </Button>
      </dd>
    </div>
  );
}

type Pairs = readonly (readonly [string, string])[];

function Table({ title, rows }: { title: string; rows: Pairs }) {
  return (
    <section className="mt-3">
      <h3 className="text-fg-3 text-xs">{title}</h3>
      <Rows rows={rows} />
    </section>
  );
}

function Rows({ rows }: { rows: Pairs }) {
  return (
    <dl className="text-xs">
      {rows.map(([key, value]) => (
        <div key={key} className="grid grid-cols-[minmax(0,2fr)_minmax(0,3fr)] gap-2 py-0.5 leading-4">
          <dt className="break-words text-fg-2">
            {key.split(/(?<=[._/])/).map((part, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: parts of one name, in its order
              <Fragment key={index}>
                {part}
                <wbr />
              </Fragment>
            ))}
          </dt>
          <dd className="whitespace-pre-wrap break-words font-mono text-[10.5px]">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
