import { Pool } from "pg";
import { uuidv7 } from "uuidv7";
import type { Accounts, IntakeStore, Store } from "@/lib/ports";
import { accountsOf } from "./accounts";
import { incidentReads } from "./incident-reads";
import { intakeTransactionOf } from "./intake-transaction";
import { createHub, type PostgresHub } from "./live-hub";
import { packBody } from "./packed-body";
import { prismaOf } from "./prisma-client";
import { recordReads } from "./record-reads";
import { reportReads } from "./report-reads";
import { loadRevisionDigests, type RevisionDigests } from "./revision-digests";
import { runTransaction } from "./session";
import { SETTINGS_CHANNEL, type SettingRows, settingRowsOf } from "./settings-rows";
import { transactionOf } from "./transaction";

const PRESENCE_CHANNEL = "firebreak_presence";

export type Postgres = {
  readonly store: Store;
  readonly intake: IntakeStore;
  readonly live: PostgresHub;
  readonly accounts: Accounts;
  readonly settings: SettingRows;
  /** Tells every process that listens, this one included. */
  notifyPresence(payloads: readonly string[]): Promise<void>;
  /** Digests of revisions that no pod runs any more, as known when it is called. */
  revisionDigests(): Promise<RevisionDigests>;
  readonly pool: Pool;
  close(): Promise<void>;
};

/** The database behind the ports: one pool for Prisma and the hot path, one LISTEN connection at the first subscription. */
export function createPostgres(options: {
  readonly url: string;
  readonly poolSize?: number;
  readonly nextId?: () => string;
  readonly onError?: (error: Error) => void;
  /** Called when a setting changed in any process. */
  readonly onSettings?: () => void;
  /** Called with each notice of who looks at what. */
  readonly onPresence?: (payload: string) => void;
}): Postgres {
  const { url, poolSize = 10, nextId = uuidv7, onSettings, onPresence } = options;
  let isClosing = false;
  // `pool.end()` resolves before its sockets are closed: a server that stops meanwhile ends them, which is no failure.
  const onError = (error: Error): void => {
    if (!isClosing) options.onError?.(error);
  };
  const pool = new Pool({
    connectionString: url,
    max: poolSize,
    application_name: "firebreak",
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
  });
  // An idle connection that breaks is replaced by the pool; without a listener the process would end.
  pool.on("error", onError).on("connect", (client) => client.on("error", onError));
  const prisma = prismaOf(pool);
  const live = createHub({
    url,
    onError,
    channels: {
      ...(onSettings ? { [SETTINGS_CHANNEL]: () => onSettings() } : {}),
      ...(onPresence ? { [PRESENCE_CHANNEL]: onPresence } : {}),
    },
  });
  return {
    store: {
      transaction: (work) => runTransaction({ pool, nextId }, (session) => work(transactionOf(session))),
      ...incidentReads(prisma, pool),
      ...recordReads(prisma, pool),
      ...reportReads(pool),
      async ping() {
        try {
          await pool.query("SELECT 1");
          return true;
        } catch (error) {
          onError(error instanceof Error ? error : new Error(String(error)));
          return false;
        }
      },
    },
    intake: {
      pack: packBody,
      transaction: (work) => runTransaction({ pool, nextId }, (session) => work(intakeTransactionOf(session))),
    },
    live,
    accounts: accountsOf(prisma, pool),
    async notifyPresence(payloads) {
      await pool.query("SELECT pg_notify($1, payload) FROM unnest($2::text[]) AS payload", [
        PRESENCE_CHANNEL,
        payloads,
      ]);
    },
    settings: settingRowsOf(pool),
    revisionDigests: () => loadRevisionDigests(pool, onError),
    pool,
    async close() {
      isClosing = true;
      await live.close();
      await prisma.$disconnect();
      await pool.end();
    },
  };
}
