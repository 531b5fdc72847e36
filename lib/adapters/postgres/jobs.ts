import type { NewJob } from "@/lib/ports";
import type { Session } from "./session";
import { storableJson } from "./storable";

const ADD = `SELECT graphile_worker.add_job(j.name, j.payload, run_at => j."runAt", job_key => j.key)
  FROM json_to_recordset($1) AS j(name text, payload json, key text, "runAt" timestamptz)`;

/** Enqueues in the same transaction as the rows that the jobs will read. A job with the same key that waits is replaced. */
export async function addJobs({ client }: Pick<Session, "client">, jobs: readonly NewJob[]): Promise<void> {
  if (jobs.length === 0) return;
  await client.query({ name: "add-jobs", text: ADD, values: [storableJson(jobs)] });
}
