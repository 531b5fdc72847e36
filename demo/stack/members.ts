import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Layout, StackInput } from "./layout";
import type { MemberCommand } from "./supervisor";

const SEED = 7;
const REQUESTS_PER_SECOND = 40;

/** What our own processes inherit: the machine's settings, none of somebody's production addresses. */
function cleanEnvironment(rootDir: string): Record<string, string> {
  const foreign =
    /^(DATABASE_URL|KUBECONFIG|KUBE_CONTEXT|OIDC_.*|NEXTAUTH_.*|FIREBREAK_(?!(RECOVERY_WINDOW|PLAN_TTL)_MS$).*|(PROMETHEUS|ALERTMANAGER|JAEGER|ETCD)_.*|OTEL_.*|npm_.*|PORT)$/;
  const kept = Object.entries(process.env).filter(
    (entry): entry is [string, string] => !foreign.test(entry[0]) && entry[1] !== undefined,
  );
  return { ...Object.fromEntries(kept), TSX_TSCONFIG_PATH: join(rootDir, "tsconfig.node.json") };
}

/** How to ask the Jaeger that somebody named; only then may it pass. */
function jaegerAccess(): Record<string, string> {
  const names = ["JAEGER_TOKEN", "JAEGER_USERNAME", "JAEGER_PASSWORD", "JAEGER_HEADERS"];
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

function typescript(
  input: StackInput,
  command: { name: string; script: string; args?: readonly string[]; env?: Record<string, string> },
): MemberCommand {
  return {
    name: command.name,
    file: process.execPath,
    args: ["--import", "tsx", join(input.rootDir, command.script), ...(command.args ?? [])],
    cwd: input.rootDir,
    env: { ...cleanEnvironment(input.rootDir), NODE_ENV: "production", ...command.env },
  };
}

export function tracesCommand(input: StackInput, layout: Layout): MemberCommand {
  const args = ["--query", new URL(layout.jaegerUrl).host, "--otlp", new URL(layout.otlpUrl).host];
  return typescript(input, { name: "traces", script: "demo/traces/main.ts", args });
}

export function clusterCommand(input: StackInput, layout: Layout): MemberCommand {
  const args = [
    ["--listen", `127.0.0.1:${layout.port("cluster")}`],
    ["--state-dir", join(layout.demoDir, "cluster")],
    ["--binary", input.shop],
    ["--pod-ports", layout.podPorts],
    ["--admin", layout.shopAdminUrl],
    ["--otlp", layout.otlpUrl],
    ["--parent-pid", String(process.pid)],
  ];
  return typescript(input, { name: "cluster", script: "demo/cluster/main.ts", args: args.flat() });
}

/** The shop's admin process, which also sends the traffic. */
export function trafficCommand(input: StackInput, layout: Layout, endpointsFile: string): MemberCommand {
  const args = [
    ["--service", "admin"],
    ["--listen", new URL(layout.shopAdminUrl).host],
    ["--endpoints", endpointsFile],
    ["--otlp", layout.otlpUrl],
    ["--rps", String(input.hasTraffic ? REQUESTS_PER_SECOND : 0)],
    ["--seed", String(SEED)],
  ];
  return { name: "shop-admin", file: input.shop, args: args.flat(), cwd: layout.demoDir };
}

export function applicationCommand(
  input: StackInput,
  layout: Layout,
  upstream: { kubeconfig: string; webhookToken: string; jaegerIsGiven: boolean },
): MemberCommand {
  const catalogue = join(input.rootDir, "demo", "firebreak.yaml");
  return typescript(input, {
    name: "application",
    script: "server/main.ts",
    env: {
      PORT: String(layout.port("application")),
      FIREBREAK_HOME: input.homeDir,
      FIREBREAK_BASE_URL: layout.applicationUrl,
      FIREBREAK_WEBHOOK_TOKEN: upstream.webhookToken,
      FIREBREAK_DEMO_ACCOUNTS: layout.accountsFile,
      PROMETHEUS_URL: layout.prometheusUrl,
      ALERTMANAGER_URL: layout.alertmanagerUrl,
      ...(upstream.jaegerIsGiven ? jaegerAccess() : {}),
      JAEGER_URL: layout.jaegerUrl,
      ETCD_URL: layout.etcdUrl,
      KUBECONFIG: upstream.kubeconfig,
      NEXT_TELEMETRY_DISABLED: "1",
      ...(input.dist === null ? {} : { FIREBREAK_DIST: input.dist }),
      ...(existsSync(catalogue) ? { FIREBREAK_CONFIG: catalogue } : {}),
    },
  });
}
