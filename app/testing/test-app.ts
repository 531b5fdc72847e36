import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encode } from "next-auth/jwt";
import { testDatabase } from "@/lib/adapters/postgres/testing";
import { createServiceToken } from "@/lib/auth";
import type { AccessRole, TokenScope } from "@/lib/domain/actor";
import { readEnv } from "@/lib/env";
import { type App, createApp, useApp as installApp } from "@/lib/wiring";

export const WEBHOOK_TOKEN = "webhook-token-of-the-tests";
export const SESSION_SECRET = "session-secret-of-the-tests";
export const ORIGIN = "http://127.0.0.1:3000";

/** Headers that prove who sends a request. */
export type Credentials = Readonly<Record<string, string>>;

export type TestApp = {
  readonly app: App;
  readonly environment: Readonly<Record<string, string>>;
  /** A new account of that role and its open session. */
  person(
    role: AccessRole,
  ): Promise<{ readonly id: string; readonly sessionId: string; readonly credentials: Credentials }>;
  token(...scopes: readonly TokenScope[]): Promise<Credentials>;
  close(): Promise<void>;
};

/** The cookie that a browser would send for a session. */
export async function cookieOf(sid: string, { secret = SESSION_SECRET, name = "next-auth.session-token" } = {}) {
  return { cookie: `${name}=${await encode({ token: { sub: "somebody", sid }, secret })}` };
}

/** The application of this process, on a fresh real database. */
export async function startTestApp(overrides: Readonly<Record<string, string>> = {}): Promise<TestApp> {
  const home = mkdtempSync(join(tmpdir(), "firebreak-test-"));
  const environment = {
    DATABASE_URL: (await testDatabase()).url,
    NEXTAUTH_SECRET: SESSION_SECRET,
    FIREBREAK_WEBHOOK_TOKEN: WEBHOOK_TOKEN,
    FIREBREAK_BASE_URL: ORIGIN,
    FIREBREAK_HOME: home,
    FIREBREAK_CONFIG: join(home, "none.yaml"),
    KUBECONFIG: join(home, "none"),
    ...overrides,
  };
  const app = await createApp(readEnv(environment));
  installApp(Promise.resolve(app));
  return {
    app,
    environment,
    async person(role) {
      const id = randomUUID();
      const sessionId = randomUUID();
      const names: Readonly<Record<AccessRole, string>> = {
        viewer: "Vera Okafor",
        responder: "Jonas Lind",
        commander: "Ana Diaz",
        manager: "Mei Tanaka",
        admin: "Tom Beck",
      };
      await app.accounts.insertAccount({
        id,
        email: `${id}@example.test`,
        name: names[role],
        role,
        passwordHash: null,
      });
      await app.accounts.createSession(sessionId, id);
      return { id, sessionId, credentials: { ...(await cookieOf(sessionId)), origin: ORIGIN } };
    },
    async token(...scopes) {
      return { authorization: `Bearer ${await createServiceToken(scopes.join(" "), scopes)}` };
    },
    async close() {
      await app.close();
      rmSync(home, { recursive: true, force: true });
    },
  };
}
