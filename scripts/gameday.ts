import { writeFileSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { parseArgs } from "node:util";
import { runningOrStartedDemo } from "@/demo/gameday/demo-process";
import { type DemoState, shopAdminUrl } from "@/demo/gameday/demo-state";
import { releases } from "@/demo/gameday/releases";
import { type Responder, signInAs } from "@/demo/gameday/responder";
import { runGameDay, type Strategy } from "@/demo/gameday/run";
import { readScenario, type Scenario, ScenarioError } from "@/demo/gameday/scenario";
import { type GameDayRun, missedExpectations, summarise } from "@/demo/gameday/score";
import { shopAdmin } from "@/demo/gameday/shop-admin";

const STRATEGIES = ["manual", "guarded", "auto"] as const;
const QUIET_SECONDS = 30;

const say = (line: string) => console.error(line);

function usage(problem: string): never {
  say(problem);
  say("npm run gameday -- --scenario FILE [--runs N] [--strategy manual|guarded|auto] [--json OUT]");
  process.exit(2);
}

function options() {
  const { values } = parseArgs({
    options: {
      scenario: { type: "string" },
      runs: { type: "string", default: "1" },
      strategy: { type: "string", default: "guarded" },
      json: { type: "string" },
      "port-base": { type: "string" },
    },
  });
  const runs = Number(values.runs);
  const strategy = STRATEGIES.find((name) => name === values.strategy);
  if (values.scenario === undefined) usage("Which scenario? Name a file.");
  if (!Number.isInteger(runs) || runs < 1) usage(`--runs ${values.runs}: give a whole number from 1`);
  if (strategy === undefined) usage(`--strategy ${values.strategy}: manual, guarded or auto`);
  if (strategy === "auto") usage("--strategy auto: automatic mitigation is not built yet; use guarded");
  return {
    file: values.scenario,
    runs,
    strategy: strategy satisfies Strategy,
    json: values.json,
    portBase: values["port-base"],
  };
}

async function play(state: DemoState, scenario: Scenario, runs: number, strategy: Strategy): Promise<GameDayRun[]> {
  const commander = state.accounts.find((account) => account.role === "commander");
  if (commander === undefined) throw new Error("the demo has no commander account");
  const responder = await signInAs(state.url, commander);
  const shop = shopAdmin(shopAdminUrl(state));
  const deploys = releases({
    kubeconfig: state.kubeconfig,
    appUrl: state.url,
    webhookToken: state.webhookToken,
  });
  const done: GameDayRun[] = [];
  for (let index = 0; index < runs; index += 1) {
    say(`run ${index + 1} of ${runs}: ${scenario.name}`);
    await shop.reset();
    await shop.traffic(scenario.traffic);
    for (const { release } of scenario.steps) if (release) await backToFirstVersion(deploys, release.service);
    await quiet(responder);
    const stage = { shop, releases: deploys, now: () => new Date(), onStep: () => undefined };
    const run = await runGameDay({
      appUrl: state.url,
      scenario,
      strategy,
      stage,
      responder,
      healthySince: new Date(),
      say,
    });
    await shop.reset();
    done.push(run);
    for (const missed of missedExpectations(run, scenario.expect)) say(`MISSED ${missed}`);
  }
  return done;
}

async function backToFirstVersion(deploys: ReturnType<typeof releases>, service: string): Promise<void> {
  const version = await deploys.versionOf(service);
  if (version !== null && version !== "v1") await deploys.release({ service, version: "v1" });
}

/** Waits a while for open incidents to end, then resolves what is left: a run must not inherit the one before. */
async function quiet(responder: Responder): Promise<void> {
  for (let attempt = 0; attempt < QUIET_SECONDS; attempt += 1) {
    const open = await responder.openIncidents();
    if (open.length === 0) return;
    if (attempt === 0) say(`waiting for ${open.map(({ number }) => `#${number}`).join(", ")} to end`);
    await wait(1_000);
  }
  for (const { id, number } of await responder.openIncidents()) {
    say(`resolving #${number}, left over from before`);
    await responder.resolve(id, "Left over from before the game day");
  }
}

const { file, runs, strategy, json, portBase } = options();
try {
  const scenario = readScenario(file);
  const { state, stop } = await runningOrStartedDemo(portBase);
  try {
    const done = await play(state, scenario, runs, strategy);
    const report = { scenario: scenario.name, strategy, runs: done, summary: summarise(done, scenario.expect) };
    const text = `${JSON.stringify(report, null, 2)}\n`;
    if (json === undefined) process.stdout.write(text);
    else writeFileSync(json, text);
    say(JSON.stringify(report.summary));
    process.exitCode = done.some((run) => missedExpectations(run, scenario.expect).length > 0) ? 1 : 0;
  } finally {
    await stop();
  }
} catch (error) {
  say(error instanceof ScenarioError || error instanceof Error ? error.message : String(error));
  process.exitCode = 2;
}
