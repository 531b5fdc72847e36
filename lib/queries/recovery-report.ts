import { type Period, periodBefore, type RecoveryReport, recoveryReportOf } from "@/lib/domain/recovery-report";
import { SEVERITIES } from "@/lib/domain/severity";
import type { Deps, ReportFilter } from "@/lib/ports";

const DAY_MS = 86_400_000;
export const REPORT_DAYS = [7, 30, 90, 180, 365] as const;
export type ReportDays = (typeof REPORT_DAYS)[number];

export type ReportQuery = {
  readonly days: ReportDays;
  readonly team: string | null;
  readonly service: string | null;
  readonly severity: string | null;
};

/** `?days&team&service&severity`; what is not understood falls back to 90 days and everything. */
export function reportQueryOf(params: URLSearchParams): ReportQuery {
  const days = Number(params.get("days"));
  const severity = params.get("severity");
  return {
    days: REPORT_DAYS.find((known) => known === days) ?? 90,
    team: params.get("team") || null,
    service: params.get("service") || null,
    severity: SEVERITIES.find((known) => known === severity) ?? null,
  };
}

export type RecoveryReportPage = {
  readonly query: ReportQuery;
  readonly at: Date;
  readonly report: RecoveryReport;
  readonly teams: readonly string[];
  readonly services: readonly string[];
};

/** Recovery times of the last `days` days against as many before, from indexed columns. */
export async function readRecoveryReport(
  { store, clock }: Pick<Deps, "store" | "clock">,
  query: ReportQuery,
): Promise<RecoveryReportPage> {
  const at = clock.now();
  const period: Period = { from: new Date(at.getTime() - query.days * DAY_MS), to: at };
  const filterOf = ({ from, to }: Period): ReportFilter => ({
    from,
    to,
    ...(query.team === null ? {} : { team: query.team }),
    ...(query.service === null ? {} : { service: query.service }),
    ...(query.severity === null ? {} : { severity: query.severity }),
  });
  const [incidents, incidentsBefore, rollbacks, facets] = await Promise.all([
    store.incidentTimes(filterOf(period)),
    store.incidentTimes(filterOf(periodBefore(period))),
    store.rollbacks(filterOf(period)),
    store.facets({ limit: 1 }),
  ]);
  return {
    query,
    at,
    report: recoveryReportOf({ period, incidents, incidentsBefore, rollbacks }),
    teams: facets.team.map(({ value }) => value).sort(),
    services: facets.service.map(({ value }) => value).sort(),
  };
}
