"use client";

import { useTranslations } from "next-intl";
import { useId, useState } from "react";
import type { LogGroupWire } from "@/lib/contracts/room-logs";
import { useFormat } from "../format/use-format";
import { cn } from "../ui/cn";
import { Mark } from "../ui/mark";

const SHAPES = { panic: "act", error: "fail", timeout: "watch" } as const;

/** Like messages as one row; opened, the last lines with time, pod and trace. */
export function LogGroup({ group, isWide }: { readonly group: LogGroupWire; readonly isWide: boolean }) {
  const t = useTranslations("runtime.logs");
  const format = useFormat();
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  const kind = t(`kind.${group.kind}`);
  const rate = format.short(group.perMin);
  const [first, ...others] = group.pods;
  return (
    <li className="border-line border-t">
      <button
        type="button"
        aria-expanded={isOpen}
        aria-controls={id}
        aria-label={t("group", { kind, rate, n: group.n, template: group.title })}
        onClick={() => setOpen((open) => !open)}
        className="block w-full px-3 py-1.5 text-left hover:bg-hover max-md:min-h-11 max-md:px-4"
      >
        <span className="flex items-center gap-1.5 text-xs leading-4">
          <Mark shape={SHAPES[group.kind]} className="size-2" />
          <b className={cn("font-semibold", group.kind === "timeout" ? "text-watch" : "text-act")}>{kind}</b>
          <b className="font-semibold text-fg">{group.n === 0 ? t("old") : t("per_min", { rate })}</b>
          {group.n === 0 ? null : <span className="text-fg-3">{t("n", { n: format.count(group.n) })}</span>}
          <span className="flex-1" />
          {group.lastMs === null ? null : (
            <time
              className="text-fg-3"
              title={format.dateTime(group.lastMs)}
              dateTime={new Date(group.lastMs).toISOString()}
            >
              {format.time(group.lastMs)}
            </time>
          )}
        </span>
        <span
          className={cn(
            "mt-0.5 block break-words text-fg-2 text-sm leading-4 [overflow-wrap:anywhere]",
            !isWide && !isOpen && "line-clamp-3",
          )}
        >
          {group.title}
        </span>
        <span className="mt-0.5 flex gap-1.5 text-2xs text-fg-3 leading-3.5">
          <span className="min-w-0 truncate">{first?.pod}</span>
          {others.length > 0 ? <span className="shrink-0">{t("more_pods", { n: others.length })}</span> : null}
        </span>
      </button>
      <ol id={id} hidden={!isOpen} aria-label={t("lines")} className="bg-raised">
        {isOpen
          ? group.lines.map((line, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: equal lines at the same time have nothing else to tell them apart
              <li key={`${line.atMs} ${line.pod} ${index}`} className="border-line border-t px-3 py-1.5 max-md:px-4">
                <p className="flex flex-wrap items-center gap-x-2 text-2xs text-fg-3 leading-4">
                  {line.atMs === null ? null : (
                    <time dateTime={new Date(line.atMs).toISOString()}>{format.time(line.atMs)}</time>
                  )}
                  <span className="min-w-0 truncate">{line.pod}</span>
                  {line.isPrevious ? <span className="text-watch">{t("previous")}</span> : null}
                  {line.traceId === null ? null : (
                    <a
                      href={`/traces/${line.traceId}`}
                      className="inline-flex min-h-6 items-center font-mono text-accent hover:underline"
                    >
                      {t("trace", { id: line.traceId.slice(0, 8) })}
                    </a>
                  )}
                </p>
                <pre className="max-h-60 overflow-auto whitespace-pre-wrap font-mono text-[10.5px] text-fg leading-[15px] [overflow-wrap:anywhere]">
                  {line.text}
                </pre>
              </li>
            ))
          : null}
      </ol>
    </li>
  );
}
