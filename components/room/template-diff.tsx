"use client";

import { useTranslations } from "next-intl";
import type { DiffLine } from "@/lib/domain/mitigation";
import { cn } from "../ui/cn";

/** Where a changed leaf lives, and its own name: labels and annotations keep dots in their names. */
export function splitPath(path: string): { readonly place: string; readonly name: string } {
  const match =
    /^(metadata\.(?:labels|annotations))\.(.+)$/.exec(path) ??
    /^(.*?\[[^\]]+\])\.(.+)$/.exec(path) ??
    /^(.+?)\.([^.]+)$/.exec(path);
  return { place: match?.[1] ?? "", name: match?.[2] ?? path };
}

/** The exact change of the pod template, by place; removed lines are red, added ones green, both with a sign. */
export function TemplateDiff({ lines }: { lines: readonly DiffLine[] }) {
  const t = useTranslations("rollback");
  const places = [...new Set(lines.map(({ path }) => splitPath(path).place))];
  return (
    <section
      aria-label={t("diff")}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
      tabIndex={0}
      className="max-h-[320px] overflow-auto rounded-2 border border-line bg-surface font-mono text-[11.5px] leading-[18px]"
    >
      {places.map((place) => (
        <div key={place}>
          <div className="bg-raised pl-[22px] text-fg-3">{place}</div>
          {lines
            .filter(({ path }) => splitPath(path).place === place)
            .map(({ path, from, to }) => (
              <div key={path}>
                {from === null ? null : <Line sign="−" name={splitPath(path).name} value={from} label={t("removed")} />}
                {to === null ? null : <Line sign="+" name={splitPath(path).name} value={to} label={t("added")} />}
              </div>
            ))}
        </div>
      ))}
    </section>
  );
}

function Line({ sign, name, value, label }: { sign: "−" | "+"; name: string; value: string; label: string }) {
  const isAdded = sign === "+";
  return (
    <div className={cn("grid grid-cols-[22px_minmax(0,1fr)] pr-2.5", isAdded ? "bg-fine-tint" : "bg-act-tint")}>
      <span role="img" aria-label={label} className={cn("text-center", isAdded ? "text-fine" : "text-act")}>
        {sign}
      </span>
      <span className="whitespace-pre-wrap break-all">
        {name}: <b className="font-bold">{value}</b>
      </span>
    </div>
  );
}
