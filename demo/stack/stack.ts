import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { type Layout, layoutOf, type StackInput } from "./layout";
import { applicationCommand, clusterCommand, tracesCommand, trafficCommand } from "./members";
import { alertmanagerCommand, etcdCommand, prometheusCommand } from "./monitoring";
import { waitForHttp, waitForLine } from "./readiness";
import { demoAccounts, keptSecret } from "./secrets";
import { type Member, type MemberCommand, Supervisor } from "./supervisor";
import { expectJaeger, jaegerCommand, traceStoreOf } from "./trace-store";

const CLUSTER_READY = z.object({
  event: z.literal("ready"),
  kubeconfig: z.string(),
  endpoints: z.string(),
  targets: z.string(),
});
const READY = z.object({ event: z.literal("ready") });
const APPLICATION_TIMEOUT_MS = 120_000;
const JAEGER_TIMEOUT_MS = 20_000;

/** The ready line, and what state.json holds (DECISIONS). */
export type StackState = {
  readonly event: "ready";
  readonly url: string;
  readonly portBase: number;
  readonly webhookToken: string;
  readonly prometheusUrl: string;
  readonly alertmanagerUrl: string;
  readonly jaegerUrl: string;
  readonly etcdUrl: string;
  readonly kubeconfig: string;
  readonly accounts: readonly { readonly email: string; readonly password: string; readonly role: string }[];
  readonly pid: number;
};

export type RunningStack = {
  readonly state: StackState;
  readonly stop: () => Promise<void>;
  readonly kill: () => void;
};

/** Starts every member and answers when all are ready. When one fails, the others are stopped and its error is thrown. */
export function startStack(
  input: StackInput,
  report: (line: string) => void,
): { ready: Promise<RunningStack>; stop: () => Promise<void>; kill: () => void } {
  const layout = layoutOf(input);
  mkdirSync(layout.demoDir, { recursive: true, mode: 0o700 });
  const supervisor = new Supervisor({
    demoDir: layout.demoDir,
    portBase: input.portBase,
    onUnexpectedEnd: (member, how) => report(`${member.name} ${how}; it is not restarted. Log: ${member.logFile}`),
  });
  const stop = async () => {
    rmSync(layout.stateFile, { force: true });
    await supervisor.stop();
  };
  const kill = () => supervisor.kill();
  const ready = bringUp(input, layout, { supervisor, report }).then(
    (state) => ({ state, stop, kill }),
    async (error: unknown) => {
      await stop();
      throw error;
    },
  );
  return { ready, stop, kill };
}

async function bringUp(
  input: StackInput,
  own: Layout,
  { supervisor, report }: { readonly supervisor: Supervisor; readonly report: (line: string) => void },
): Promise<StackState> {
  const traceStore = traceStoreOf(input.jaeger, own);
  const layout: Layout = { ...own, jaegerUrl: traceStore.jaegerUrl, otlpUrl: traceStore.otlpUrl };
  const webhookToken = keptSecret(layout.webhookTokenFile);
  const accounts = demoAccounts(layout.accountsFile);
  const start = (command: MemberCommand): Member => supervisor.start(command);
  const ownTraces = () => waitForLine(start(tracesCommand(input, layout)), READY);
  const traces = async (): Promise<unknown> => {
    if (traceStore.kind === "given") {
      report(`Traces: the Jaeger at ${traceStore.jaegerUrl} (JAEGER_URL); spans go to ${traceStore.otlpUrl}`);
      return expectJaeger(traceStore.jaegerUrl);
    }
    if (traceStore.kind === "own" || input.jaeger.program === null) return ownTraces();
    const jaeger = start(jaegerCommand(layout, input.jaeger.program));
    return waitForHttp(jaeger, `${layout.jaegerUrl}/api/v3/services`, JAEGER_TIMEOUT_MS).catch((error: unknown) => {
      // Versions of its configuration differ, and other programs have its name: the demo goes on without it.
      report(`${error instanceof Error ? error.message : String(error)}\nUsing the built-in trace store instead`);
      return ownTraces();
    });
  };
  const others: Promise<unknown>[] = [
    probed(start(etcdCommand(layout, input.programs.etcd)), `${layout.etcdUrl}/health`),
    probed(start(alertmanagerCommand(layout, input.programs.alertmanager)), `${layout.alertmanagerUrl}/-/ready`),
    traces(),
  ];
  // The cluster says where its kubeconfig, endpoints and scrape targets are; the rest waits for that and for nothing else.
  const cluster = await settled(waitForLine(start(clusterCommand(input, layout)), CLUSTER_READY), others);
  others.push(
    probed(start(trafficCommand(input, layout, cluster.endpoints)), `${layout.shopAdminUrl}/healthz`),
    probed(
      start(prometheusCommand(layout, input.programs.prometheus, cluster.targets)),
      `${layout.prometheusUrl}/-/ready`,
    ),
  );
  if (existsSync(join(input.rootDir, "server", "main.ts"))) {
    const upstream = { kubeconfig: cluster.kubeconfig, webhookToken, jaegerIsGiven: traceStore.kind === "given" };
    const application = start(applicationCommand(input, layout, upstream));
    others.push(waitForHttp(application, `${layout.applicationUrl}/api/ready`, APPLICATION_TIMEOUT_MS));
  }
  await Promise.all(others);
  const state: StackState = {
    event: "ready",
    url: layout.applicationUrl,
    portBase: input.portBase,
    webhookToken,
    prometheusUrl: layout.prometheusUrl,
    alertmanagerUrl: layout.alertmanagerUrl,
    jaegerUrl: layout.jaegerUrl,
    etcdUrl: layout.etcdUrl,
    kubeconfig: cluster.kubeconfig,
    accounts: accounts.map(({ email, password, role }) => ({ email, password, role })),
    pid: process.pid,
  };
  writeFileSync(layout.stateFile, JSON.stringify(state, null, 2), { mode: 0o600 });
  return state;
}

const probed = (member: Member, url: string): Promise<unknown> => waitForHttp(member, url);

/** The value of `first`, unless one of the others fails before. */
async function settled<T>(first: Promise<T>, others: readonly Promise<unknown>[]): Promise<T> {
  const failure = new Promise<never>((_, reject) => {
    for (const other of others) other.catch(reject);
  });
  return Promise.race([first, failure]);
}
