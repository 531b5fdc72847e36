import { readFileSync } from "node:fs";
import { join } from "node:path";
import { AppsV1Api, KubeConfig } from "@kubernetes/client-node";
import { expect } from "@playwright/test";
import { z } from "zod";
import { demoStateSchema, shopAdminUrl } from "@/demo/gameday/demo-state";
import { playScenario } from "@/demo/gameday/player";
import { releases } from "@/demo/gameday/releases";
import { signInAs } from "@/demo/gameday/responder";
import { readScenario } from "@/demo/gameday/scenario";
import { shopAdmin } from "@/demo/gameday/shop-admin";

export const SERVICES = ["gateway", "auth", "order", "payment", "inventory", "risk"] as const;
export type Service = (typeof SERVICES)[number];
export type Role = "viewer" | "responder" | "commander" | "manager" | "admin";
export type Account = { readonly email: string; readonly password: string };

const HEALTHY_TRAFFIC = { rps: 40, shape: "steady" } as const;
/** DECISIONS "Baseline": 60 s of healthy traffic that end 10 s before the trouble; the rest is the charts' step. */
const BASELINE_S = 75;
const BASELINE_TIMEOUT_MS = 180_000;
const DIAGNOSIS_TIMEOUT_MS = 120_000;
const QUIET_TIMEOUT_MS = 120_000;
const HOME = process.env.FIREBREAK_HOME ?? ".firebreak";

const vectorSchema = z.object({
  data: z.object({ result: z.array(z.object({ value: z.tuple([z.number(), z.string()]) })) }),
});
const processesSchema = z.object({ members: z.array(z.object({ name: z.string(), pid: z.number() })) });

/** The running demo as the stories use it: break it, look at it from outside, put it back. */
export type Stack = Awaited<ReturnType<typeof connectStack>>;

export async function connectStack() {
  const state = demoStateSchema.parse(JSON.parse(readFileSync(join(HOME, "demo", "state.json"), "utf8")));
  const shop = shopAdmin(shopAdminUrl(state));
  const deploys = releases({ kubeconfig: state.kubeconfig, appUrl: state.url, webhookToken: state.webhookToken });
  const accountOf = (role: Role): Account => {
    const account = state.accounts.find((candidate) => candidate.role === role);
    if (account === undefined) throw new Error(`the demo has no ${role}`);
    return account;
  };
  const commander = await signInAs(state.url, accountOf("commander"));

  /** The value of an instant query; null when no series fits. */
  const measured = async (query: string): Promise<number | null> => {
    const url = `${state.prometheusUrl}/api/v1/query?query=${encodeURIComponent(query)}`;
    const response = await fetch(url, { signal: AbortSignal.timeout(5_000) });
    const value = vectorSchema.parse(await response.json()).data.result[0]?.value[1];
    return value === undefined ? null : Number(value);
  };

  const resolveWhatIsOpen = () =>
    expect(async () => {
      for (const { id } of await commander.openIncidents()) await commander.resolve(id, "The story is over");
      expect(await commander.openIncidents()).toEqual([]);
    }).toPass({ timeout: QUIET_TIMEOUT_MS, intervals: [500] });

  /** Faults, traffic and releases as at the start; what is open is resolved. */
  const putBack = async (): Promise<void> => {
    await shop.reset();
    await shop.traffic(HEALTHY_TRAFFIC);
    for (const service of SERVICES) {
      const version = await deploys.versionOf(service);
      if (version !== "v1") await deploys.release({ service, version: "v1" });
    }
    await resolveWhatIsOpen();
  };

  return {
    state,
    shop,
    deploys,
    commander,
    accountOf,
    /** Waits until the service has been healthy for as long as a baseline needs. */
    async baseline(service: Service): Promise<void> {
      const healthy = `service:http_request_duration_seconds:p95_10s{service="${service}"} < 0.3`;
      await expect
        .poll(() => measured(`count_over_time((${healthy})[${BASELINE_S}s:1s])`), {
          message: `${service} is healthy for ${BASELINE_S} s`,
          timeout: BASELINE_TIMEOUT_MS,
          intervals: [1_000],
        })
        .toBeGreaterThanOrEqual(BASELINE_S);
    },
    /** Does at once what a scenario does at its times, except for what ends the trouble. */
    async breakBy(scenarioFile: string): Promise<void> {
      const scenario = readScenario(scenarioFile);
      const steps = scenario.steps.filter(({ clear }) => clear === undefined).map((step) => ({ ...step, at: 0 }));
      const stage = { shop, releases: deploys, now: () => new Date(), onStep: () => undefined };
      await playScenario(stage, { ...scenario, steps }, new AbortController().signal);
    },
    /** Waits for an open incident whose cause is a release of the service. */
    async blamedRelease(service: Service): Promise<{ id: string; number: number }> {
      let found: { id: string; number: number } | undefined;
      await expect
        .poll(
          async () => {
            const open = await commander.openIncidents();
            found = open.find(({ topHypothesis: top }) => top?.trigger === "release" && top.service === service);
            return found;
          },
          { message: `a release of ${service} is blamed`, timeout: DIAGNOSIS_TIMEOUT_MS, intervals: [500] },
        )
        .toBeDefined();
      if (found === undefined) throw new Error("unreachable: the poll has passed");
      return found;
    },
    putBack,
    /** Everything put back, no alert left, no incident open. */
    async quiet(): Promise<void> {
      await putBack();
      await expect
        .poll(() => measured('count(ALERTS{alertname!="Watchdog"}) or vector(0)'), {
          message: "no alert is left",
          timeout: QUIET_TIMEOUT_MS,
          intervals: [500],
        })
        .toBe(0);
      await resolveWhatIsOpen();
    },
    /** SIGSTOP and SIGCONT for a process of the stack: a server that accepts connections and never answers. */
    freeze(member: "prometheus" | "traces"): { thaw: () => void } {
      const { members } = processesSchema.parse(JSON.parse(readFileSync(join(HOME, "demo", "processes.json"), "utf8")));
      const pid = members.find(({ name }) => name === member)?.pid;
      if (pid === undefined) throw new Error(`${member} is not among the stack's processes`);
      process.kill(pid, "SIGSTOP");
      return { thaw: () => void process.kill(pid, "SIGCONT") };
    },
    /** What the cluster holds now, asked past Firebreak. */
    async deployment(service: Service): Promise<{ image: string; generation: number }> {
      const config = new KubeConfig();
      config.loadFromFile(state.kubeconfig);
      config.setCurrentContext("admin");
      const found = await config
        .makeApiClient(AppsV1Api)
        .readNamespacedDeployment({ name: service, namespace: "shop" });
      return {
        image: found.spec?.template.spec?.containers[0]?.image ?? "",
        generation: found.metadata?.generation ?? 0,
      };
    },
  };
}
