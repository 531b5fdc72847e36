import { type AccessRole, TOKEN_SCOPES, type TokenScope } from "@/lib/domain/actor";
import type { Capability } from "@/lib/domain/permissions";
import { type Credentials, cookieOf, ORIGIN, type TestApp, WEBHOOK_TOKEN } from "./test-app";

const NOBODIES = ["nobody", "disabled account", "revoked session", "forged cookie", "wrong token"] as const;
const ROLES = ["viewer", "responder", "commander", "manager", "admin"] as const satisfies readonly AccessRole[];
type TokenName = `token ${TokenScope}`;
const tokenName = (scope: TokenScope): TokenName => `token ${scope}`;
export type Walker = (typeof NOBODIES)[number] | AccessRole | TokenName | "webhook token";
export const WALKERS: readonly Walker[] = [...NOBODIES, ...ROLES, ...TOKEN_SCOPES.map(tokenName), "webhook token"];

/**
 * Who may do what, written down a second time: the product's own tables are what is tested.
 * What no page, action or route asks for by itself has no row.
 */
const MAY: Readonly<Partial<Record<Capability, readonly Walker[]>>> = {
  read: ["viewer", "responder", "commander", "manager", "admin", "token read"],
  // The alert token too, so that the Prometheus that alerts us may scrape us.
  read_own_metrics: [
    "viewer",
    "responder",
    "commander",
    "manager",
    "admin",
    "token read",
    "token ingest:alerts",
    "webhook token",
  ],
  report: ["responder", "commander", "manager", "admin", "token read"],
  command: ["responder", "commander", "admin", "token command"],
  plan_mitigation: ["responder", "commander", "admin", "token mitigate"],
  approve_mitigation: ["commander", "admin", "token mitigate"],
  ingest_alerts: ["token ingest:alerts", "webhook token"],
  ingest_change: ["token ingest:change", "webhook token"],
};

export type Verdict = "unauthenticated" | "forbidden" | "allowed";

export function verdictFor(walker: Walker, needs: Capability | "public"): Verdict {
  if (needs === "public") return "allowed";
  if (NOBODIES.some((nobody) => nobody === walker)) return "unauthenticated";
  return MAY[needs]?.includes(walker) ? "allowed" : "forbidden";
}

export function verdictOf(status: number): Verdict {
  return status === 401 ? "unauthenticated" : status === 403 ? "forbidden" : "allowed";
}

/** Headers for each walker, as a browser on our own pages or a script would send them. */
export async function walkersOf(test: TestApp): Promise<ReadonlyMap<Walker, Credentials>> {
  const all = new Map<Walker, Credentials>([
    ["nobody", {}],
    ["wrong token", { authorization: `Bearer ${WEBHOOK_TOKEN}!` }],
    ["webhook token", { authorization: `Bearer ${WEBHOOK_TOKEN}` }],
  ]);
  const disabled = await test.person("admin");
  await test.app.accounts.setDisabled(`${disabled.id}@example.test`, true);
  all.set("disabled account", disabled.credentials);
  const revoked = await test.person("admin");
  await test.app.accounts.revokeSession(revoked.sessionId);
  all.set("revoked session", revoked.credentials);
  const { sessionId } = await test.person("admin");
  all.set("forged cookie", {
    ...(await cookieOf(sessionId, { secret: "not-the-secret-of-this-site" })),
    origin: ORIGIN,
  });
  for (const role of ROLES) all.set(role, (await test.person(role)).credentials);
  for (const scope of TOKEN_SCOPES) all.set(tokenName(scope), await test.token(scope));
  return all;
}
