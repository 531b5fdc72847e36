import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ReportPage } from "@/components/reports/report-view";
import { AppShell } from "@/components/shell/app-shell";
import { TIME_MEASURES } from "@/lib/domain/mttx";
import { REPORT_DAYS, readRecoveryReport, reportQueryOf } from "@/lib/queries/recovery-report";
import { app } from "@/lib/wiring";
import { requirePageCaller, shellPersonOf } from "../page-caller";
import { urlParamsOf } from "../url-params";

export const dynamic = "force-dynamic";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("reports"))("title") };
}

export default async function Reports(props: { searchParams: Promise<Record<string, string | string[] | undefined>> }) {
  const caller = await requirePageCaller("report");
  const params = urlParamsOf(await props.searchParams);
  const { query, report, at, teams, services } = await readRecoveryReport(await app(), reportQueryOf(params));
  const measure = TIME_MEASURES.find((known) => known === params.get("measure")) ?? "resolve";
  return (
    <AppShell current="reports" person={shellPersonOf(caller)}>
      <ReportPage
        view={{ ...query, measure }}
        report={report}
        at={at}
        daysOffered={REPORT_DAYS}
        teams={teams}
        services={services}
      />
    </AppShell>
  );
}
