import { createHash } from "node:crypto";
import type { Pool } from "pg";
import { canonicalJson } from "@/lib/domain/canonical-json";
import type { Transaction } from "@/lib/ports";
import type { Session } from "./session";
import { storableJson } from "./storable";

const TEAM = "default";
/** What the first entry of a chain follows. */
export const CHAIN_START = "0".repeat(64);

type Entry = Parameters<Transaction["audit"]>[0];
type ChainedRow = { at: Date; actor: unknown; action: string; subject: string; data: unknown; prev: string };

function digestOf({ at, actor, action, subject, data, prev }: ChainedRow, team: string): string {
  const row = canonicalJson({ team, at: at.toISOString(), actor, action, subject, data });
  return createHash("sha256").update(prev).update(row).digest("hex");
}

/** Appends one entry to the team's chain; entries of one team wait for each other until the commit. */
export async function appendAudit({ client, now }: Session, entry: Entry): Promise<void> {
  await client.query("SELECT pg_advisory_xact_lock(hashtextextended('firebreak-audit/' || $1, 0))", [TEAM]);
  const { rows } = await client.query<{ sha256: string }>(
    "SELECT sha256 FROM audit_entry WHERE team = $1 ORDER BY id DESC LIMIT 1",
    [TEAM],
  );
  const prev = rows[0]?.sha256 ?? CHAIN_START;
  // What jsonb gives back is what is hashed, so that a reader can compute it again.
  const stored: unknown = JSON.parse(storableJson({ ...entry }));
  const { actor, action, subject, data } = storedEntry(stored);
  const sha256 = digestOf({ at: now, actor, action, subject, data, prev }, TEAM);
  await client.query(
    "INSERT INTO audit_entry (team, at, actor, action, subject, data, prev, sha256) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    [TEAM, now, JSON.stringify(actor), action, subject, JSON.stringify(data), prev, sha256],
  );
}

function storedEntry(json: unknown): { actor: unknown; action: string; subject: string; data: unknown } {
  if (
    typeof json === "object" &&
    json !== null &&
    "actor" in json &&
    "action" in json &&
    "subject" in json &&
    "data" in json &&
    typeof json.action === "string" &&
    typeof json.subject === "string"
  ) {
    return { actor: json.actor, action: json.action, subject: json.subject, data: json.data };
  }
  throw new TypeError("an audit entry has an actor, an action, a subject and data");
}

/** Checks a team's chain from its start. Answers the id of the first entry that does not fit, or null when all do. */
export async function brokenAuditEntry(pool: Pool, team = TEAM): Promise<string | null> {
  const { rows } = await pool.query<ChainedRow & { id: string; sha256: string }>(
    "SELECT id, at, actor, action, subject, data, prev, sha256 FROM audit_entry WHERE team = $1 ORDER BY id",
    [team],
  );
  let prev = CHAIN_START;
  for (const row of rows) {
    if (row.prev !== prev || digestOf(row, team) !== row.sha256) return row.id;
    prev = row.sha256;
  }
  return null;
}
