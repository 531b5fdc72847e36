import { readFileSync } from "node:fs";
import { z } from "zod";

/** One upstream's address and how to authenticate there. */
export type UpstreamEndpoint = {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
};

const flag = z.enum(["on", "off"]);
const url = z.url({ protocol: /^https?$/ }).transform((value) => value.replace(/\/+$/, ""));
const port = z.coerce.number().int().min(1).max(65_535);
const milliseconds = z.coerce.number().int().positive();

const schema = z.object({
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, "must start with postgres://")
    .optional(),
  FIREBREAK_HOME: z.string().default(".firebreak"),
  FIREBREAK_CONFIG: z.string().default("firebreak.yaml"),
  FIREBREAK_BASE_URL: url.optional(),
  FIREBREAK_HOST: z.string().default("127.0.0.1"),
  FIREBREAK_DIST: z.string().optional(),
  FIREBREAK_NEXT: flag.default("on"),
  FIREBREAK_PG_PORT: port.optional(),
  PORT: port.default(3000),
  FIREBREAK_WEBHOOK_TOKEN: z.string().min(16, "needs at least 16 characters").optional(),
  FIREBREAK_WORKER: flag.default("on"),
  FIREBREAK_DEMO_ACCOUNTS: z.string().optional(),
  FIREBREAK_RECOVERY_WINDOW_MS: milliseconds.optional(),
  FIREBREAK_PLAN_TTL_MS: milliseconds.optional(),
  NEXTAUTH_SECRET: z.string().min(16, "needs at least 16 characters").optional(),
  PROMETHEUS_URL: url.optional(),
  ALERTMANAGER_URL: url.optional(),
  JAEGER_URL: url.optional(),
  ETCD_URL: url.optional(),
  KUBECONFIG: z.string().optional(),
  KUBE_CONTEXT: z.string().optional(),
});

const UPSTREAM_PREFIXES = ["PROMETHEUS", "ALERTMANAGER", "JAEGER", "ETCD"] as const;
type UpstreamPrefix = (typeof UPSTREAM_PREFIXES)[number];

export type Env = {
  readonly databaseUrl: string | null;
  readonly home: string;
  readonly configFile: string;
  readonly baseUrl: string;
  readonly host: string;
  readonly port: number;
  readonly postgresPort: number;
  readonly distDir: string | null;
  readonly isNextOn: boolean;
  readonly isWorkerOn: boolean;
  readonly webhookToken: string | null;
  readonly sessionSecret: string | null;
  readonly demoAccountsFile: string | null;
  readonly recoveryWindowMs: number | null;
  readonly planTtlMs: number | null;
  readonly prometheus: UpstreamEndpoint | null;
  readonly alertmanager: UpstreamEndpoint | null;
  readonly jaeger: UpstreamEndpoint | null;
  readonly etcd: UpstreamEndpoint | null;
  readonly kubeconfig: string | null;
  readonly kubeContext: string | null;
};

/** Thrown with one line per wrong value; the server prints them and stops. */
export class EnvError extends Error {
  readonly lines: readonly string[];

  constructor(lines: readonly string[]) {
    super(lines.join("\n"));
    this.name = "EnvError";
    this.lines = lines;
  }
}

type Source = Readonly<Record<string, string | undefined>>;

/** The only reader of process.env. Empty values count as missing. Throws EnvError naming every wrong value at once. */
export function readEnv(source: Source = process.env): Env {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== undefined && value !== ""));
  const parsed = schema.safeParse(given);
  const lines = parsed.success ? [] : parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
  if (given.DATABASE_URL !== undefined && given.NEXTAUTH_SECRET === undefined) {
    lines.push("NEXTAUTH_SECRET: required when DATABASE_URL is set (every replica must share it)");
  }
  if (!parsed.success || lines.length > 0) throw new EnvError(lines);
  const env = parsed.data;
  return {
    databaseUrl: env.DATABASE_URL ?? null,
    home: env.FIREBREAK_HOME,
    configFile: env.FIREBREAK_CONFIG,
    baseUrl: env.FIREBREAK_BASE_URL ?? `http://127.0.0.1:${env.PORT}`,
    host: env.FIREBREAK_HOST,
    port: env.PORT,
    postgresPort: env.FIREBREAK_PG_PORT ?? env.PORT + 1,
    distDir: env.FIREBREAK_DIST ?? null,
    isNextOn: env.FIREBREAK_NEXT === "on",
    isWorkerOn: env.FIREBREAK_WORKER === "on",
    webhookToken: env.FIREBREAK_WEBHOOK_TOKEN ?? null,
    sessionSecret: env.NEXTAUTH_SECRET ?? null,
    demoAccountsFile: env.FIREBREAK_DEMO_ACCOUNTS ?? null,
    recoveryWindowMs: env.FIREBREAK_RECOVERY_WINDOW_MS ?? null,
    planTtlMs: env.FIREBREAK_PLAN_TTL_MS ?? null,
    prometheus: endpointOf("PROMETHEUS", env.PROMETHEUS_URL, given),
    alertmanager: endpointOf("ALERTMANAGER", env.ALERTMANAGER_URL, given),
    jaeger: endpointOf("JAEGER", env.JAEGER_URL, given),
    etcd: endpointOf("ETCD", env.ETCD_URL, given),
    kubeconfig: env.KUBECONFIG ?? null,
    kubeContext: env.KUBE_CONTEXT ?? null,
  };
}

/** `X_TOKEN` or `X_USERNAME`/`X_PASSWORD`, and `X_HEADERS` as `Name: value` lines or comma-separated pairs. */
function endpointOf(prefix: UpstreamPrefix, address: string | undefined, given: Source): UpstreamEndpoint | null {
  if (address === undefined) return null;
  const headers: Record<string, string> = {};
  for (const pair of (given[`${prefix}_HEADERS`] ?? "").split(/[\n,]/)) {
    const colon = pair.indexOf(":");
    if (colon > 0) headers[pair.slice(0, colon).trim().toLowerCase()] = pair.slice(colon + 1).trim();
  }
  const token = given[`${prefix}_TOKEN`];
  const username = given[`${prefix}_USERNAME`];
  if (token) headers.authorization = `Bearer ${token}`;
  else if (username) {
    headers.authorization = `Basic ${Buffer.from(`${username}:${given[`${prefix}_PASSWORD`] ?? ""}`).toString("base64")}`;
  }
  return { url: address, headers };
}

/** Accounts that the demo launcher asks to be seeded. Empty when no file is named. */
export function readDemoAccounts(
  file: string | null,
): readonly { email: string; password: string; role: string; name?: string | undefined }[] {
  if (file === null) return [];
  const account = z.object({ email: z.string(), password: z.string(), role: z.string(), name: z.string().optional() });
  return z.array(account).parse(JSON.parse(readFileSync(file, "utf8")));
}

/** next-auth reads its own address from the environment only: it is our base URL. */
export function tellNextAuth(env: Env): void {
  process.env.NEXTAUTH_URL = env.baseUrl;
}
