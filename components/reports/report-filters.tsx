"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { SEVERITIES } from "@/lib/domain/severity";
import { cn } from "../ui/cn";

export type ReportView = {
  readonly days: number;
  readonly team: string | null;
  readonly service: string | null;
  readonly severity: string | null;
  readonly measure: string;
};

/** The address of a view; what is the default stays out of it. */
export function reportHref(view: ReportView): string {
  const params = new URLSearchParams();
  if (view.days !== 90) params.set("days", String(view.days));
  for (const name of ["team", "service", "severity"] as const) {
    const value = view[name];
    if (value !== null) params.set(name, value);
  }
  if (view.measure !== "resolve") params.set("measure", view.measure);
  const query = params.toString();
  return query === "" ? "/reports" : `/reports?${query}`;
}

export function ReportFilters(props: {
  readonly view: ReportView;
  readonly daysOffered: readonly number[];
  readonly teams: readonly string[];
  readonly services: readonly string[];
}) {
  const { view } = props;
  const t = useTranslations("reports.filter");
  const router = useRouter();
  const go = (change: Partial<ReportView>) => router.push(reportHref({ ...view, ...change }), { scroll: false });
  const all = { value: "", label: t("all") };
  const options = (values: readonly string[]) => [all, ...values.map((value) => ({ value, label: value }))];
  return (
    <div className="flex flex-wrap items-center gap-2">
      <Choice
        label={t("days")}
        value={String(view.days)}
        options={props.daysOffered.map((n) => ({ value: String(n), label: t("lastDays", { n }) }))}
        onChange={(value) => go({ days: Number(value) })}
      />
      <span className="text-fg-3 text-xs max-md:hidden">{t("against", { n: view.days })}</span>
      <Choice
        label={t("team")}
        value={view.team ?? ""}
        options={options(props.teams)}
        onChange={(value) => go({ team: value || null })}
      />
      <Choice
        label={t("service")}
        value={view.service ?? ""}
        options={options(props.services)}
        onChange={(value) => go({ service: value || null })}
      />
      <Choice
        label={t("severity")}
        value={view.severity ?? ""}
        options={options(SEVERITIES)}
        onChange={(value) => go({ severity: value || null })}
      />
    </div>
  );
}

function Choice(props: {
  readonly label: string;
  readonly value: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
  readonly onChange: (value: string) => void;
}) {
  return (
    <label className="inline-flex h-7 items-center gap-1.5 rounded-2 border border-line pl-2.5 text-fg-3 focus-within:shadow-[var(--focus)] hover:bg-hover max-md:h-11 print:border-0">
      {props.label}
      <select
        value={props.value}
        onChange={(event) => props.onChange(event.target.value)}
        className={cn(
          "h-full max-w-44 cursor-pointer rounded-2 bg-transparent pr-1 font-medium text-fg shadow-none! outline-none print:appearance-none",
          "[&>option]:bg-overlay",
        )}
      >
        {props.options.map(({ value, label }) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </select>
    </label>
  );
}
