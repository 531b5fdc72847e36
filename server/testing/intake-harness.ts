import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { uuidv7 } from "uuidv7";
import { normaliseWebhook } from "@/lib/adapters/alertmanager/normalise";
import { createPostgres, type Postgres } from "@/lib/adapters/postgres/client";
import type { Caller } from "@/lib/domain/actor";
import type { CallEdge } from "@/lib/domain/grouping";
import type { Service } from "@/lib/domain/service";
import { ingestAlerts } from "@/lib/usecases/ingest-alerts";
import { createIntake } from "../intake";

export const TOKEN = "test-token-of-the-webhook";

type Alert = {
  status: string;
  labels: Record<string, unknown>;
  annotations: Record<string, unknown>;
  startsAt: string;
  endsAt: string;
  generatorURL: string;
  fingerprint: string;
};
export type Body = { alerts: unknown[]; version: string; groupKey: string; truncatedAlerts: number } & Record<
  string,
  unknown
>;

function recorded(name: string): Body & { alerts: Alert[] } {
  return JSON.parse(readFileSync(`lib/adapters/alertmanager/recorded/webhook-${name}.json`, "utf8"));
}

/** The recorded firing webhook with some of its alert changed; labels are added to the recorded ones. */
export function firing(over: Partial<Alert> = {}, envelope: Partial<Body> = {}): Body {
  return bodyOf([alertOf(over)], envelope);
}

/** The recorded alert, changed. Fingerprints are given, as Alertmanager gives them. */
export function alertOf(over: Partial<Alert> = {}): Alert {
  const [alert] = recorded("firing").alerts;
  if (alert === undefined) throw new Error("the recording holds no alert");
  return { ...alert, ...over, labels: { ...alert.labels, ...over.labels } };
}

/** The same alert, resolved at a time. */
export function resolvedOf(alert: Alert, endsAt: string): Alert {
  return { ...alert, status: "resolved", endsAt };
}

export function bodyOf(alerts: unknown[], envelope: Partial<Body> = {}): Body {
  return { ...recorded("firing"), ...envelope, alerts };
}

export type Harness = {
  readonly url: string;
  readonly db: Postgres;
  readonly edges: CallEdge[];
  readonly services: Service[];
  /** What the intake reported: a test that expects none says so. */
  readonly errors: unknown[];
  post(
    body: unknown,
    headers?: Record<string, string>,
  ): Promise<{ status: number; json: Record<string, unknown>; headers: Headers }>;
  close(): Promise<void>;
};

/** An intake on its own port over a database, as one app replica runs it. */
export async function startIntake(
  url: string,
  options: { maxBodyBytes?: number; poolSize?: number } = {},
): Promise<Harness> {
  const db = createPostgres({ url, poolSize: options.poolSize ?? 5 });
  const edges: CallEdge[] = [];
  const errors: unknown[] = [];
  const services: Service[] = [];
  const serviceOf = (name: string): Service =>
    services.find((service) => service.name === name) ?? { ...DISCOVERED, name };
  const deps = {
    intake: db.intake,
    ids: { next: uuidv7 },
    catalogue: { service: serviceOf, discover: () => {} },
    callGraph: { edges: () => edges },
    settings: { diagnosisDelayMs: () => 2_000 },
  };
  const intake = createIntake({
    authenticate: async (headers) => callerOf(headers.get("authorization")),
    normalise: (body) => normaliseWebhook(body, { services }),
    pack: db.intake.pack,
    ingest: (deliveries) => ingestAlerts(deps, deliveries),
    beat: (name) => db.intake.transaction((tx) => tx.beat([name])),
    nextId: uuidv7,
    onError: (error) => errors.push(error),
    ...(options.maxBodyBytes === undefined ? {} : { maxBodyBytes: options.maxBodyBytes }),
  });
  const server = createServer((request, response) => {
    const heartbeat = /^\/heartbeat\/(.*)$/.exec(request.url ?? "")?.[1];
    void (heartbeat === undefined
      ? intake.handleAlerts(request, response)
      : intake.handleHeartbeat(request, response, heartbeat));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const base = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`;
  return {
    url: base,
    db,
    edges,
    services,
    errors,
    async post(body, headers = {}) {
      const response = await fetch(base, {
        method: "POST",
        headers: { "content-type": "application/json", authorization: `Bearer ${TOKEN}`, ...headers },
        body: typeof body === "string" ? body : JSON.stringify(body),
      });
      return { status: response.status, json: JSON.parse(await response.text()), headers: response.headers };
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await db.close();
    },
  };
}

function callerOf(authorization: string | null): Caller | null {
  if (authorization === "Bearer read-only") return tokenWith(["read"]);
  return authorization === `Bearer ${TOKEN}` ? tokenWith(["ingest:alerts"]) : null;
}

/** Only lib/auth.ts may mint a Caller; tests stand in for it. */
function tokenWith(scopes: string[]): Caller {
  return JSON.parse(JSON.stringify({ kind: "token", id: "t", name: "test", scopes }));
}

export const DISCOVERED: Service = {
  name: "",
  team: "default",
  tier: 3,
  match: {},
  metrics: {
    latency: { histogram: "h", selector: "", route: "route", status: "status" },
    panics: "p",
    cancelled: "c",
  },
  breakers: [],
  traces: { service: "" },
  workload: null,
  objectives: [],
  recoveryP95Ms: null,
  isDiscovered: true,
};
