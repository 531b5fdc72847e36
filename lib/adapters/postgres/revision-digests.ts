import type { Pool } from "pg";

/** Image digests by ReplicaSet uid, remembered beyond this process. */
export type RevisionDigests = {
  get(replicaSetUid: string): string | undefined;
  set(replicaSetUid: string, digest: string): void;
};

const KEPT = 20_000;

/** Reads what is known and writes what is new behind the caller; a failed write is told and tried again at the next sighting. */
export async function loadRevisionDigests(pool: Pool, onError: (error: Error) => void): Promise<RevisionDigests> {
  const { rows } = await pool.query<{ uid: string; digest: string }>(
    "SELECT replica_set_uid AS uid, digest FROM revision_digest ORDER BY seen_at DESC LIMIT $1",
    [KEPT],
  );
  const known = new Map(rows.map(({ uid, digest }) => [uid, digest]));
  return {
    get: (uid) => known.get(uid),
    set(uid, digest) {
      if (known.get(uid) === digest) return;
      known.set(uid, digest);
      pool
        .query(
          "INSERT INTO revision_digest (replica_set_uid, digest) VALUES ($1, $2) ON CONFLICT (replica_set_uid) DO UPDATE SET digest = $2",
          [uid, digest],
        )
        .catch((error: unknown) => {
          known.delete(uid);
          onError(error instanceof Error ? error : new Error(String(error)));
        });
    },
  };
}
