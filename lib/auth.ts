import "server-only";
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { hash, verify } from "@node-rs/argon2";
import { decode } from "next-auth/jwt";
import { ACCESS_ROLES, type AccessRole, type Caller, type TokenScope } from "./domain/actor";
import { type Capability, may } from "./domain/permissions";
import { EnvError, readDemoAccounts } from "./env";
import { AppError } from "./errors";
import type { AccountRow } from "./ports";
import { type App, app } from "./wiring";

// The only minter of identities: a Caller exists because a session or a token was proved here.

const LOCK_AFTER_FAILURES = 10;
const LOCK_MS = 60_000;
const LONGEST_EMAIL = 320;
const LONGEST_PASSWORD = 1_024;
const SHORTEST_PASSWORD = 12;
const TOUCH_EVERY_MS = 60_000;
/** Verified when no account has the email, so that an unknown address takes as long as a wrong password. */
const NOBODY_HASH = "$argon2id$v=19$m=19456,t=2,p=1$SnJ8Gv6U3/cPfFd0AMgxvA$zZEKrAMMkxrjbde7UUTUBCi2zmhvdh/eKi53MAPaeW8";
const TOKEN_FORMAT = /^fbk_([A-Za-z0-9-]{1,64})_([A-Za-z0-9_-]{20,200})$/;
const SECURE_COOKIE = "__Secure-next-auth.session-token";
const PLAIN_COOKIE = "next-auth.session-token";
const COMMAND_LINE = { kind: "system", name: "Command line" } as const;

/** argon2id with the library's (OWASP's) parameters. */
export function hashPassword(password: string): Promise<string> {
  return hash(password);
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function equalInConstantTime(a: string, b: string): boolean {
  return timingSafeEqual(Buffer.from(sha256(a)), Buffer.from(sha256(b)));
}

function addressOf(email: string): string {
  return email.trim().toLowerCase();
}

function personOf(account: AccountRow): Caller {
  const { id, name, email, role } = account;
  return { kind: "person", id, name, email, role } as Caller;
}

function tokenOf(id: string, name: string, scopes: readonly TokenScope[]): Caller {
  return { kind: "token", id, name, scopes } as Caller;
}

/**
 * Checks an email and password and opens a session. Null when they do not fit, the account is disabled, or it is locked
 * (a minute after ten failures in a row). An unknown email takes the same steps as a wrong password.
 */
export async function signIn(
  email: string,
  password: string,
): Promise<{ accountId: string; sessionId: string } | null> {
  const { accounts, clock, ids } = await app();
  if (password.length > LONGEST_PASSWORD || email.length > LONGEST_EMAIL || email.includes("\0")) return null;
  const address = addressOf(email);
  const account = await accounts.accountByEmail(address);
  const isRight = await verify(account?.passwordHash ?? NOBODY_HASH, password);
  const now = clock.now();
  if (account === null || account.passwordHash === null || account.isDisabled || !isRight) {
    const lockedUntil = new Date(now.getTime() + LOCK_MS);
    await accounts.recordSignInFailure(address, { now, lockAfter: LOCK_AFTER_FAILURES, lockedUntil });
    return null;
  }
  // Asked after the password, so that guesses in flight when the lock fell are refused too.
  if (!(await accounts.recordSignInSuccess(account.id, now))) return null;
  const sessionId = ids.next();
  await accounts.createSession(sessionId, account.id);
  return { accountId: account.id, sessionId };
}

export async function signOut(sessionId: string): Promise<void> {
  await (await app()).accounts.revokeSession(sessionId);
}

/** Makes a service token. The secret is in the answer once and never again. */
export async function createServiceToken(name: string, scopes: readonly TokenScope[]): Promise<string> {
  const services = await app();
  const id = services.ids.next();
  const secret = randomBytes(32).toString("base64url");
  await audit(services, "token.create", id, { name, scopes });
  await services.accounts.saveToken({ id, name, sha256: sha256(secret), scopes });
  return `fbk_${id}_${secret}`;
}

/** From the next request on it proves nobody. Throws not_found when there is none or it was revoked before. */
export async function revokeServiceToken(id: string): Promise<void> {
  const services = await app();
  if (!(await services.accounts.revokeToken(id))) throw new AppError("not_found", "No such token that still works.");
  await audit(services, "token.revoke", id, {});
}

/** A local account. Throws conflict (the email has one), invalid_input. */
export async function addAccount(input: {
  readonly email: string;
  readonly name: string;
  readonly role: AccessRole;
  readonly password: string;
}): Promise<void> {
  const services = await app();
  const { name, role, password } = input;
  const email = addressOf(input.email);
  if (!/^[^\s@]+@[^\s@]+$/.test(email) || email.length > LONGEST_EMAIL) {
    throw new AppError("invalid_input", `${email} is not an email address.`);
  }
  if (password.length < SHORTEST_PASSWORD || password.length > LONGEST_PASSWORD) {
    throw new AppError("invalid_input", `A password has ${SHORTEST_PASSWORD} to ${LONGEST_PASSWORD} characters.`);
  }
  const row = { id: services.ids.next(), email, name, role, passwordHash: await hashPassword(password) };
  if (!(await services.accounts.insertAccount(row))) throw new AppError("conflict", `${email} has an account already.`);
  await audit(services, "account.add", row.id, { email, role });
}

/** Disabling ends every session of the account at its next request. Throws not_found. */
export async function setAccountDisabled(email: string, isDisabled: boolean): Promise<void> {
  const services = await app();
  const address = addressOf(email);
  if (!(await services.accounts.setDisabled(address, isDisabled))) {
    throw new AppError("not_found", `${address} has no account.`);
  }
  await audit(services, isDisabled ? "account.disable" : "account.enable", address, {});
}

function audit({ store }: App, action: string, subject: string, data: Record<string, unknown>): Promise<void> {
  return store.transaction((tx) => tx.audit({ actor: COMMAND_LINE, action, subject, data }));
}

/**
 * Accounts to start with: those of the file that the environment names, else one admin when there is no account at all.
 * Answers the file with that admin's password when it was made now. Throws EnvError for a role that does not exist.
 */
export async function seedAccounts({ accounts, env, ids }: App): Promise<string | null> {
  if (env.demoAccountsFile !== null) {
    for (const { email, name, role: wanted, password } of readDemoAccounts(env.demoAccountsFile)) {
      const role = ACCESS_ROLES.find((known) => known === wanted);
      if (role === undefined) throw new EnvError([`FIREBREAK_DEMO_ACCOUNTS: ${email} has the unknown role ${wanted}`]);
      const address = addressOf(email);
      const passwordHash = await hashPassword(password);
      await accounts.upsertAccount({ id: ids.next(), email: address, name: name ?? address, role, passwordHash });
    }
    return null;
  }
  if ((await accounts.accounts()).length > 0) return null;
  const email = "admin@firebreak.local";
  const password = randomBytes(15).toString("base64url");
  const file = join(env.home, "first-account.txt");
  // Made anew, since an older file would keep its mode; written first, since a password that nobody was told opens nothing.
  rmSync(file, { force: true });
  writeFileSync(file, `${email}\n${password}\n`, { mode: 0o600, flag: "wx" });
  const passwordHash = await hashPassword(password);
  const isOurs = await accounts.insertAccount({
    id: ids.next(),
    email,
    name: "First admin",
    role: "admin",
    passwordHash,
  });
  // Another replica was faster: its file holds the password.
  if (!isOurs) rmSync(file, { force: true });
  return isOurs ? file : null;
}

type HeaderReader = { get(name: string): string | null };

/** What follows `Bearer`; null when the request carries none. Other schemes are for a proxy in front of us. */
function bearerOf(headers: HeaderReader): string | null {
  const [scheme, ...rest] = (headers.get("authorization") ?? "").trim().split(/\s+/);
  return scheme?.toLowerCase() === "bearer" ? rest.join(" ") : null;
}

/** Who sends this request: a bearer token wins over the session cookie. Null when neither proves anybody. */
export async function authenticateRequest(headers: HeaderReader): Promise<Caller | null> {
  const services = await app();
  const bearer = bearerOf(headers);
  if (bearer !== null) return callerOfToken(services, bearer);
  const cookie = sessionCookieOf(headers.get("cookie") ?? "", services.env.baseUrl);
  return cookie === null ? null : callerOfSession(services, cookie);
}

async function callerOfToken({ accounts, clock, env }: App, bearer: string): Promise<Caller | null> {
  if (env.webhookToken !== null && equalInConstantTime(bearer, env.webhookToken)) {
    return tokenOf("webhook", "Webhook token", ["ingest:alerts", "ingest:change"]);
  }
  const [, id, secret] = TOKEN_FORMAT.exec(bearer) ?? [];
  if (id === undefined || secret === undefined) return null;
  const token = await accounts.tokenById(id);
  if (token === null || token.revokedAt !== null || !equalInConstantTime(sha256(secret), token.sha256)) return null;
  if (token.lastUsedAt === null || clock.now().getTime() - token.lastUsedAt.getTime() > TOUCH_EVERY_MS) {
    await accounts.touchToken(token.id);
  }
  return tokenOf(token.id, token.name, token.scopes);
}

async function callerOfSession({ accounts, sessionSecret }: App, cookie: string): Promise<Caller | null> {
  const sid = await sessionIdOf(cookie, sessionSecret);
  if (sid === null) return null;
  // Role, disabled and revoked are read on every request: a JWT alone would outlive all three.
  const session = await accounts.session(sid);
  if (session === null || session.isRevoked || session.account.isDisabled) return null;
  return personOf(session.account);
}

async function sessionIdOf(cookie: string, secret: string): Promise<string | null> {
  try {
    const token = await decode({ token: decodeURIComponent(cookie), secret });
    return typeof token?.sid === "string" ? token.sid : null;
  } catch {
    // A cookie that does not decrypt is somebody else's, an old secret's or garbage: no identity, not an error.
    return null;
  }
}

/** True when the site is served over https: browsers then keep the session in a `__Secure-` cookie, and no other counts. */
export function usesSecureCookies(baseUrl: string): boolean {
  return baseUrl.startsWith("https://");
}

function sessionCookieOf(header: string, baseUrl: string): string | null {
  const name = usesSecureCookies(baseUrl) ? SECURE_COOKIE : PLAIN_COOKIE;
  const pair = header.split(";").find((candidate) => candidate.trim().startsWith(`${name}=`));
  return pair?.slice(pair.indexOf("=") + 1).trim() || null;
}

/** The caller of a page or action of Next, by its cookie. Null when nobody is signed in. */
export async function currentCaller(): Promise<Caller | null> {
  const { headers } = await import("next/headers");
  return authenticateRequest(await headers());
}

/** The caller, when it may. Throws unauthenticated, forbidden. */
export function requireCapability(caller: Caller | null, capability: Capability): Caller {
  if (caller === null) throw new AppError("unauthenticated", "Sign in or send a bearer token.");
  if (!may(caller, capability))
    throw new AppError("forbidden", "Your role or token may not do this.", { details: { capability } });
  return caller;
}

/** For actions: the signed-in caller with the capability. Throws unauthenticated, forbidden. */
export async function requireCaller(capability: Capability): Promise<Caller> {
  return requireCapability(await currentCaller(), capability);
}

/**
 * A command that comes with a cookie must come from our own pages: its Origin is FIREBREAK_BASE_URL or the host it was sent to.
 * Bearer tokens are not sent by browsers on their own, so they need none. Throws forbidden.
 */
export async function requireSameOrigin(headers: HeaderReader): Promise<void> {
  if (bearerOf(headers) !== null) return;
  const origin = headers.get("origin");
  const host = (headers.get("x-forwarded-host") ?? headers.get("host"))?.split(",")[0]?.trim().toLowerCase();
  const from = origin !== null && URL.canParse(origin) ? new URL(origin) : null;
  if (from !== null && (from.host === host || from.origin === new URL((await app()).env.baseUrl).origin)) return;
  throw new AppError("forbidden", "A command with a session cookie needs the Origin of this site.");
}
