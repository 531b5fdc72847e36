import { readRecoveryReport, reportQueryOf } from "@/lib/queries/recovery-report";
import { recoveryCsv } from "@/lib/queries/recovery-report-text";
import { csvResponse } from "../../csv-response";
import { route } from "../../handler";

export const GET = route({ capability: "report" }, async ({ app, query }) =>
  csvResponse(
    "firebreak-recovery-times.csv",
    recoveryCsv((await readRecoveryReport(app, reportQueryOf(query))).report),
  ),
);
