import { readRecoveryReport, reportQueryOf } from "@/lib/queries/recovery-report";
import { recoveryJson } from "@/lib/queries/recovery-report-text";
import { route } from "../../handler";

export const GET = route({ capability: "report" }, async ({ app, query }) =>
  Response.json(recoveryJson((await readRecoveryReport(app, reportQueryOf(query))).report)),
);
