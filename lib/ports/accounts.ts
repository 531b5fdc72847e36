import type { AccessRole, TokenScope } from "@/lib/domain/actor";

export type AccountRow = {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly role: AccessRole;
  readonly passwordHash: string | null;
  readonly isDisabled: boolean;
  readonly failedSignIns: number;
  readonly lockedUntil: Date | null;
};

export type ServiceTokenRow = {
  readonly id: string;
  readonly name: string;
  /** Hex SHA-256 of the secret; the secret itself is never stored. */
  readonly sha256: string;
  readonly scopes: readonly TokenScope[];
  readonly revokedAt: Date | null;
  readonly lastUsedAt: Date | null;
};

/** Accounts, sessions and service tokens. Only `lib/auth.ts` uses it. */
export type Accounts = {
  accountByEmail(email: string): Promise<AccountRow | null>;
  accountById(id: string): Promise<AccountRow | null>;
  accounts(): Promise<readonly AccountRow[]>;
  /** False when the email has an account already, which stays as it is. */
  insertAccount(row: NewAccountRow): Promise<boolean>;
  /** Inserts, or updates the account of that email. */
  upsertAccount(row: NewAccountRow): Promise<void>;
  /** Disabling also revokes its sessions. False when there is no such account. */
  setDisabled(email: string, isDisabled: boolean): Promise<boolean>;
  /**
   * Counts one failure of the account with that email, if any, and locks it at the `lockAfter`th in a row; failures during a
   * lock do not count. One statement, so that guesses sent at once are all counted.
   */
  recordSignInFailure(
    email: string,
    lock: { readonly now: Date; readonly lockAfter: number; readonly lockedUntil: Date },
  ): Promise<void>;
  /** Forgets the failures. False when the account is locked or disabled now: then the sign-in must not go on. */
  recordSignInSuccess(accountId: string, now: Date): Promise<boolean>;
  createSession(sessionId: string, accountId: string): Promise<void>;
  /** Null: no such session. One query, since every request asks. */
  session(sessionId: string): Promise<{ readonly account: AccountRow; readonly isRevoked: boolean } | null>;
  revokeSession(sessionId: string): Promise<void>;
  tokens(): Promise<readonly ServiceTokenRow[]>;
  tokenById(id: string): Promise<ServiceTokenRow | null>;
  saveToken(row: Omit<ServiceTokenRow, "revokedAt" | "lastUsedAt">): Promise<void>;
  /** False when there is no such token or it was revoked before. */
  revokeToken(id: string): Promise<boolean>;
  touchToken(id: string): Promise<void>;
};
export type NewAccountRow = Pick<AccountRow, "id" | "email" | "name" | "role" | "passwordHash">;
