import type { Pool, QueryResult, QueryResultRow } from "pg";
import { z } from "zod";
import { ACCESS_ROLES, TOKEN_SCOPES } from "@/lib/domain/actor";
import type { AccountRow, Accounts, ServiceTokenRow } from "@/lib/ports";
import { storeFailure } from "./failures";
import type { PrismaClient } from "./generated/client";
import { isUuid } from "./transaction";

const role = z.enum(ACCESS_ROLES);
const scopes = z.array(z.enum(TOKEN_SCOPES));

type StoredAccount = Omit<AccountRow, "role"> & { readonly role: string };
type StoredToken = Omit<ServiceTokenRow, "scopes"> & { readonly scopes: readonly string[] };

function accountOf(row: StoredAccount): AccountRow {
  const { id, email, name, passwordHash, isDisabled, failedSignIns, lockedUntil } = row;
  return { id, email, name, role: role.parse(row.role), passwordHash, isDisabled, failedSignIns, lockedUntil };
}

function tokenOf({ id, name, sha256, scopes: granted, revokedAt, lastUsedAt }: StoredToken): ServiceTokenRow {
  return { id, name, sha256, scopes: scopes.parse(granted), revokedAt, lastUsedAt };
}

// Every request asks one of these two: one statement each, where Prisma would make more.
const SESSION = `SELECT a.id, a.email, a.name, a.role, a.password_hash AS "passwordHash", a.is_disabled AS "isDisabled",
  a.failed_sign_ins AS "failedSignIns", a.locked_until AS "lockedUntil", s.revoked_at IS NOT NULL AS "isRevoked"
  FROM session AS s JOIN account AS a ON a.id = s.account_id WHERE s.id = $1`;
const TOKEN = `SELECT id, name, sha256, scopes, revoked_at AS "revokedAt", last_used_at AS "lastUsedAt"
  FROM service_token WHERE id = $1`;

// A lock that has run out starts the count anew.
const FAILURE = `UPDATE account SET
    failed_sign_ins = CASE WHEN locked_until IS NULL THEN failed_sign_ins + 1 ELSE 1 END,
    locked_until = CASE WHEN locked_until IS NULL AND failed_sign_ins + 1 >= $3 THEN $4::timestamptz END
  WHERE email = $1 AND (locked_until IS NULL OR locked_until <= $2)`;
const SUCCESS = `UPDATE account SET failed_sign_ins = 0, locked_until = NULL
  WHERE id = $1 AND NOT is_disabled AND (locked_until IS NULL OR locked_until <= $2)`;
const DISABLE = `WITH changed AS (UPDATE account SET is_disabled = $2 WHERE email = $1 RETURNING id),
  ended AS (UPDATE session SET revoked_at = now() FROM changed
    WHERE $2 AND account_id = changed.id AND revoked_at IS NULL)
  SELECT id FROM changed`;

/** Accounts, sessions and service tokens. An unreachable database is AppError `unavailable`. */
export function accountsOf(prisma: PrismaClient, pool: Pool): Accounts {
  async function ask<R extends QueryResultRow>(sql: string, values: readonly unknown[]): Promise<QueryResult<R>> {
    try {
      return await pool.query<R>(sql, [...values]);
    } catch (error) {
      throw storeFailure(error);
    }
  }
  return {
    async accountByEmail(email) {
      const row = await prisma.account.findUnique({ where: { email } });
      return row === null ? null : accountOf(row);
    },
    async accountById(id) {
      const row = isUuid(id) ? await prisma.account.findUnique({ where: { id } }) : null;
      return row === null ? null : accountOf(row);
    },
    async accounts() {
      return (await prisma.account.findMany({ orderBy: { email: "asc" } })).map(accountOf);
    },
    async insertAccount({ id, email, name, role: given, passwordHash }) {
      const { count } = await prisma.account.createMany({
        data: [{ id, email, name, role: given, passwordHash }],
        skipDuplicates: true,
      });
      return count === 1;
    },
    async upsertAccount({ id, email, name, role: given, passwordHash }) {
      const fields = { name, role: given, passwordHash };
      await prisma.account.upsert({ where: { email }, create: { id, email, ...fields }, update: fields });
    },
    async setDisabled(email, isDisabled) {
      return (await ask(DISABLE, [email, isDisabled])).rowCount === 1;
    },
    async recordSignInFailure(email, { now, lockAfter, lockedUntil }) {
      await ask(FAILURE, [email, now, lockAfter, lockedUntil]);
    },
    async recordSignInSuccess(id, now) {
      return (await ask(SUCCESS, [id, now])).rowCount === 1;
    },
    async createSession(id, accountId) {
      await prisma.session.create({ data: { id, accountId } });
    },
    async session(id) {
      if (!isUuid(id)) return null;
      const { rows } = await ask<StoredAccount & { readonly isRevoked: boolean }>(SESSION, [id]);
      const row = rows[0];
      return row === undefined ? null : { account: accountOf(row), isRevoked: row.isRevoked };
    },
    async revokeSession(id) {
      if (isUuid(id)) await ask("UPDATE session SET revoked_at = now() WHERE id = $1 AND revoked_at IS NULL", [id]);
    },
    async tokens() {
      return (await prisma.serviceToken.findMany({ orderBy: { createdAt: "asc" } })).map(tokenOf);
    },
    async tokenById(id) {
      const row = (await ask<StoredToken>(TOKEN, [id])).rows[0];
      return row === undefined ? null : tokenOf(row);
    },
    async saveToken({ id, name, sha256, scopes: granted }) {
      const fields = { name, sha256, scopes: [...granted] };
      await prisma.serviceToken.upsert({ where: { id }, create: { id, ...fields }, update: fields });
    },
    async revokeToken(id) {
      const sql = "UPDATE service_token SET revoked_at = now() WHERE id = $1 AND revoked_at IS NULL";
      return (await ask(sql, [id])).rowCount === 1;
    },
    async touchToken(id) {
      await ask("UPDATE service_token SET last_used_at = now() WHERE id = $1", [id]);
    },
  };
}
