import { randomUUID } from "node:crypto";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as argon2 from "@node-rs/argon2";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { cookieOf, startTestApp, type TestApp, WEBHOOK_TOKEN } from "@/app/testing/test-app";
import { brokenAuditEntry } from "./adapters/postgres/audit-chain";
import { createPostgres } from "./adapters/postgres/client";
import {
  addAccount,
  authenticateRequest,
  createServiceToken,
  hashPassword,
  requireCapability,
  requireSameOrigin,
  revokeServiceToken,
  seedAccounts,
  setAccountDisabled,
  signIn,
  signOut,
} from "./auth";
import { readEnv } from "./env";
import { useApp as installApp } from "./wiring";

vi.mock("@node-rs/argon2", async (original) => {
  const real = await original<typeof argon2>();
  return { ...real, verify: vi.fn(real.verify) };
});

const PASSWORD = "correct horse battery";
let test: TestApp;
let now = new Date("2026-11-21T06:00:00Z");
beforeAll(async () => {
  test = await startTestApp();
  installApp(Promise.resolve({ ...test.app, clock: { now: () => now } }));
});
afterAll(() => test.close());

const callerOf = (headers: Record<string, string>) => authenticateRequest(new Headers(headers));
async function account(role: "viewer" | "responder" = "responder"): Promise<string> {
  const email = `${randomUUID()}@example.test`;
  await addAccount({ email, name: "Jonas Lind", role, password: PASSWORD });
  return email;
}
async function failTimes(email: string, times: number): Promise<void> {
  for (let i = 0; i < times; i += 1) expect(await signIn(email, "wrong password!")).toBeNull();
}

describe("signing in", () => {
  beforeEach(() => {
    vi.mocked(argon2.verify).mockClear();
  });

  it("opens a session that proves the account", async () => {
    const email = await account();
    const opened = await signIn(` ${email.toUpperCase()} `, PASSWORD);
    expect(opened).not.toBeNull();
    const caller = await callerOf(await cookieOf(opened?.sessionId ?? ""));
    expect(caller).toMatchObject({ kind: "person", id: opened?.accountId, email, role: "responder" });
  });

  it("takes the same steps for an unknown email as for a wrong password", async () => {
    const email = await account();
    const query = vi.spyOn(test.app.postgres.pool, "query");
    const costs: { hash: string; queries: number }[] = [];
    for (const address of [email, "nobody@example.test"]) {
      query.mockClear();
      vi.mocked(argon2.verify).mockClear();
      expect(await signIn(address, "wrong password!")).toBeNull();
      expect(argon2.verify).toHaveBeenCalledTimes(1);
      const [hashed] = vi.mocked(argon2.verify).mock.lastCall ?? [];
      costs.push({ hash: String(hashed).split("$").slice(1, 4).join("$"), queries: query.mock.calls.length });
    }
    query.mockRestore();
    expect(costs[1]).toEqual(costs[0]);
    expect(costs[0]?.hash).toBe((await hashPassword("x")).split("$").slice(1, 4).join("$"));
  });

  it("locks an account for a minute after ten failures in a row, and counts anew afterwards", async () => {
    const email = await account();
    await failTimes(email, 9);
    expect(await signIn(email, PASSWORD)).not.toBeNull();
    await failTimes(email, 10);
    expect(await signIn(email, PASSWORD)).toBeNull();
    now = new Date(now.getTime() + 59_999);
    expect(await signIn(email, PASSWORD)).toBeNull();
    now = new Date(now.getTime() + 1);
    await failTimes(email, 9);
    expect(await signIn(email, PASSWORD)).not.toBeNull();
  });

  it("counts guesses that come at once, and refuses a right one among those that the lock overtook", async () => {
    const email = await account();
    await Promise.all(Array.from({ length: 12 }, () => signIn(email, "wrong password!")));
    expect(await signIn(email, PASSWORD)).toBeNull();

    const other = await account();
    let finish = (_isRight: boolean): void => {};
    const reached = new Promise<void>((resolve) => {
      vi.mocked(argon2.verify).mockImplementationOnce(() => {
        resolve();
        return new Promise((settle) => {
          finish = settle;
        });
      });
    });
    const slow = signIn(other, PASSWORD);
    await reached;
    await failTimes(other, 10);
    finish(true);
    expect(await slow).toBeNull();
  });

  it("refuses a disabled account, an account without a password and hostile text", async () => {
    const email = await account();
    await setAccountDisabled(email, true);
    expect(await signIn(email, PASSWORD)).toBeNull();
    await setAccountDisabled(email, false);
    expect(await signIn(email, PASSWORD)).not.toBeNull();

    const id = randomUUID();
    await test.app.accounts.insertAccount({ id, email: `${id}@x.test`, name: "A", role: "admin", passwordHash: null });
    expect(await signIn(`${id}@x.test`, "")).toBeNull();
    for (const hostile of ["", "a\0b@x.test", "' OR 1=1 --", "\ud800@x.test", "x".repeat(5_000)]) {
      expect(await signIn(hostile, PASSWORD)).toBeNull();
    }
    vi.mocked(argon2.verify).mockClear();
    expect(await signIn(email, "x".repeat(1_000_000))).toBeNull();
    expect(argon2.verify).not.toHaveBeenCalled();
  });
});

describe("a session cookie", () => {
  it("proves nobody after sign-out and after the account was disabled, at the next request", async () => {
    const email = await account();
    const [one, two] = [await signIn(email, PASSWORD), await signIn(email, PASSWORD)];
    const first = await cookieOf(one?.sessionId ?? "");
    const second = await cookieOf(two?.sessionId ?? "");
    expect(await callerOf(first)).not.toBeNull();
    await signOut(one?.sessionId ?? "");
    expect(await callerOf(first)).toBeNull();
    expect(await callerOf(second)).not.toBeNull();
    await setAccountDisabled(email, true);
    expect(await callerOf(second)).toBeNull();
    await setAccountDisabled(email, false);
    expect(await callerOf(second)).toBeNull();
  });

  it("carries no role: a changed one counts at the next request", async () => {
    const { id, credentials } = await test.person("viewer");
    expect(() => requireCapability(null, "read")).toThrow(expect.objectContaining({ code: "unauthenticated" }));
    const before = await callerOf(credentials);
    expect(() => requireCapability(before, "command")).toThrow(expect.objectContaining({ code: "forbidden" }));
    const email = `${id}@example.test`;
    await test.app.accounts.upsertAccount({ id, email, name: "Vera", role: "responder", passwordHash: null });
    expect(requireCapability(await callerOf(credentials), "command")).toMatchObject({ role: "responder" });
  });

  it("proves nobody when it is forged, foreign, expired or garbage", async () => {
    const { sessionId } = await test.person("admin");
    const name = "next-auth.session-token";
    const base64 = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const none = `${base64({ alg: "none", typ: "JWT" })}.${base64({ sub: "x", sid: sessionId })}.`;
    const { encode } = await import("next-auth/jwt");
    const secret = test.app.sessionSecret;
    const wrong: readonly Record<string, string>[] = [
      await cookieOf(sessionId, { secret: "another-secret-of-tests" }),
      { cookie: `${name}=${none}` },
      { cookie: `${name}=${none.replace(/\.$/, ".x")}` },
      { cookie: `${name}=${await encode({ token: { sid: sessionId }, secret, maxAge: -60 })}` },
      { cookie: `${name}=${await encode({ token: { sub: sessionId }, secret })}` },
      { cookie: `${name}=${await encode({ token: { sid: "not a uuid" }, secret })}` },
      await cookieOf(randomUUID()),
      ...["", "%", "%E0%A4%A", "a.b.c.d.e", ".....", "=;=;", "\u00ff\u00fe", "x".repeat(10_000)].map((garbage) => ({
        cookie: `${name}=${garbage}`,
      })),
      { cookie: "%;;==,,next-auth.session-token" },
      { cookie: "" },
    ];
    for (const headers of wrong) expect(await callerOf(headers), headers.cookie?.slice(0, 60)).toBeNull();
    const { cookie } = await cookieOf(sessionId);
    expect(await callerOf({ cookie: `theme=dark;  ${cookie}; a=b=c` })).not.toBeNull();
  });

  it("is the __Secure- one behind https, and only that one", async () => {
    const { sessionId } = await test.person("viewer");
    const plain = await cookieOf(sessionId);
    const secure = await cookieOf(sessionId, { name: "__Secure-next-auth.session-token" });
    expect(await callerOf(secure)).toBeNull();
    const behindTls = { ...test.app, env: { ...test.app.env, baseUrl: "https://fire.example" } };
    installApp(Promise.resolve(behindTls));
    try {
      expect(await callerOf(secure)).not.toBeNull();
      expect(await callerOf(plain)).toBeNull();
    } finally {
      installApp(Promise.resolve({ ...test.app, clock: { now: () => now } }));
    }
  });
});

describe("a service token", () => {
  it("is made, used and revoked; only its digest is stored", async () => {
    const token = await createServiceToken("CI", ["read", "ingest:change"]);
    const [, id = "", secret = ""] = /^fbk_([^_]+)_(.+)$/.exec(token) ?? [];
    expect(await callerOf({ authorization: `Bearer ${token}` })).toMatchObject({
      kind: "token",
      id,
      name: "CI",
      scopes: ["read", "ingest:change"],
    });
    const stored = await test.app.accounts.tokenById(id);
    expect(JSON.stringify(stored)).not.toContain(secret);
    expect(stored?.lastUsedAt).not.toBeNull();
    await revokeServiceToken(id);
    expect(await callerOf({ authorization: `Bearer ${token}` })).toBeNull();
    await expect(revokeServiceToken(id)).rejects.toMatchObject({ code: "not_found" });
    expect(await brokenAuditEntry(test.app.postgres.pool)).toBeNull();
  });

  it("proves nobody with a wrong secret, spaces, another scheme or a wrong shape", async () => {
    const token = await createServiceToken("one", ["read"]);
    const other = await createServiceToken("two", ["read"]);
    const [id, secret] = [token.split("_")[1], other.slice(other.indexOf("_", 4) + 1)];
    const wrong = [
      `Bearer fbk_${id}_${secret}`,
      `Bearer ${token}x`,
      `Bearer ${token} ${token}`,
      `Bearer x ${token}`,
      `Bearer Bearer ${token}`,
      "Bearer",
      "Bearer ",
      `Token ${token}`,
      token,
      `Basic ${Buffer.from(`x:${token}`).toString("base64")}`,
      `Bearer fbk_${id}_`,
      "Bearer fbk__",
      `Bearer ${WEBHOOK_TOKEN}x`,
      `Bearer ${"a".repeat(100_000)}`,
    ];
    for (const authorization of wrong) expect(await callerOf({ authorization }), authorization.slice(0, 80)).toBeNull();
    expect(await callerOf({ authorization: `bearer   ${token}` })).not.toBeNull();
  });

  it("wins over a cookie, and a wrong one is not rescued by the cookie", async () => {
    const { credentials } = await test.person("admin");
    const token = await createServiceToken("narrow", ["read"]);
    const cookie = credentials.cookie ?? "";
    expect(await callerOf({ cookie, authorization: `Bearer ${token}` })).toMatchObject({ kind: "token" });
    expect(await callerOf({ cookie, authorization: "Bearer wrong" })).toBeNull();
    // A proxy's Basic authentication passes through; the person behind it is the cookie's.
    expect(await callerOf({ cookie, authorization: "Basic eDp5" })).toMatchObject({ kind: "person" });
  });

  it("of the environment may bring alerts and changes, and nothing else", async () => {
    const caller = await callerOf({ authorization: `Bearer ${WEBHOOK_TOKEN}` });
    expect(requireCapability(caller, "ingest_alerts")).toBe(caller);
    expect(() => requireCapability(caller, "read")).toThrow(expect.objectContaining({ code: "forbidden" }));
  });
});

it("calls an unreachable database unavailable, not a failed sign-in", async () => {
  const dead = createPostgres({ url: "postgresql://x:y@127.0.0.1:21949/none" });
  await expect(dead.accounts.session(randomUUID())).rejects.toMatchObject({ code: "unavailable" });
  await expect(dead.accounts.tokenById("x")).rejects.toMatchObject({ code: "unavailable" });
  await dead.close();
});

describe("the Origin of a command", () => {
  const check = (headers: Record<string, string>) => requireSameOrigin(new Headers(headers));
  const host = "fire.internal:3000";

  it.each([
    { host, origin: "http://fire.internal:3000" },
    { host: "10.0.0.7", "x-forwarded-host": "fire.example, proxy", origin: "https://fire.example" },
    { host: "upstream", origin: "http://127.0.0.1:3000" },
    { host, authorization: "Bearer x", origin: "https://evil.example" },
    { host, authorization: "Bearer x" },
  ])("lets %j pass", async (headers) => {
    await expect(check(headers)).resolves.toBeUndefined();
  });

  it.each([
    { host },
    { host, origin: "null" },
    { host, origin: "http://fire.internal" },
    { host, origin: "https://evil.example" },
    { host, origin: "http://fire.internal:3000.evil.example" },
    { host, origin: "http://evil.example/fire.internal:3000" },
    { host, origin: "fire.internal:3000" },
    { host, authorization: "Basic eDp5", origin: "https://evil.example" },
  ])("refuses %j", async (headers) => {
    await expect(check(headers)).rejects.toMatchObject({ code: "forbidden" });
  });
});

describe("accounts", () => {
  it("are added once, with a password of some length, under one spelling of the email", async () => {
    const email = await account();
    const again = { email: email.toUpperCase(), name: "A", role: "admin" as const, password: PASSWORD };
    await expect(addAccount(again)).rejects.toMatchObject({ code: "conflict" });
    await expect(addAccount({ ...again, email: "short@x.test", password: "short" })).rejects.toMatchObject({
      code: "invalid_input",
    });
    await expect(addAccount({ ...again, email: "no address" })).rejects.toMatchObject({ code: "invalid_input" });
    await expect(setAccountDisabled("nobody@x.test", true)).rejects.toMatchObject({ code: "not_found" });
  });

  it("start with one admin whose password lies in a file that only the owner reads", async () => {
    const fresh = await startTestApp();
    try {
      const file = await seedAccounts(fresh.app);
      expect(file).toBe(join(fresh.app.env.home, "first-account.txt"));
      expect(statSync(file ?? "").mode & 0o777).toBe(0o600);
      const [email = "", password = ""] = readFileSync(file ?? "", "utf8").split("\n");
      expect(await signIn(email, password)).not.toBeNull();
      expect((await fresh.app.accounts.accountByEmail(email))?.role).toBe("admin");
      expect(await seedAccounts(fresh.app)).toBeNull();
      expect(await signIn(email, password)).not.toBeNull();
    } finally {
      installApp(Promise.resolve({ ...test.app, clock: { now: () => now } }));
      await fresh.close();
    }
  });

  it("are those of the demo's file when it names some, and no admin besides", async () => {
    const fresh = await startTestApp();
    try {
      const file = join(fresh.app.env.home, "accounts.json");
      const demo = { email: "Ana@Firebreak.local", name: "Ana Diaz", role: "commander", password: "demo" };
      writeFileSync(file, JSON.stringify([demo]));
      const env = readEnv({ ...fresh.environment, FIREBREAK_DEMO_ACCOUNTS: file });
      expect(await seedAccounts({ ...fresh.app, env })).toBeNull();
      expect(await seedAccounts({ ...fresh.app, env })).toBeNull();
      expect(await fresh.app.accounts.accounts()).toMatchObject([{ name: "Ana Diaz", role: "commander" }]);
      expect(await signIn(demo.email, demo.password)).not.toBeNull();
      writeFileSync(file, JSON.stringify([{ ...demo, role: "king" }]));
      await expect(seedAccounts({ ...fresh.app, env })).rejects.toThrow(/unknown role king/);
    } finally {
      installApp(Promise.resolve({ ...test.app, clock: { now: () => now } }));
      await fresh.close();
    }
  });
});
