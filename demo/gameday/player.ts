import { setTimeout as wait } from "node:timers/promises";
import type { Releases } from "./releases";
import type { Scenario, ScenarioStep } from "./scenario";
import type { ShopAdmin } from "./shop-admin";

export type PlayedStep = { readonly at: Date; readonly what: string };

export type Stage = {
  readonly shop: ShopAdmin;
  readonly releases: Releases;
  readonly now: () => Date;
  readonly onStep: (step: PlayedStep) => void;
};

/** Plays the steps at their times. Faults that are due together with a release are set first, so that the release is bad from its first pod. */
export async function playScenario(stage: Stage, scenario: Scenario, signal: AbortSignal): Promise<void> {
  const startMs = stage.now().getTime();
  const ordered = [...scenario.steps].sort((a, b) => a.at - b.at || orderOf(a) - orderOf(b));
  for (const step of ordered) {
    const dueInMs = startMs + step.at - stage.now().getTime();
    if (dueInMs > 0) await wait(dueInMs, undefined, { signal });
    signal.throwIfAborted();
    stage.onStep({ at: stage.now(), what: textOf(step) });
    await perform(stage, step);
  }
}

/** When the first thing goes wrong, in milliseconds after the start. */
export function firstTroubleMs(scenario: Scenario): number {
  const times = scenario.steps.filter((step) => step.clear === undefined).map((step) => step.at);
  return Math.min(...times);
}

function orderOf(step: ScenarioStep): number {
  return step.release ? 1 : 0;
}

async function perform({ shop, releases }: Stage, step: ScenarioStep): Promise<void> {
  if (step.release) await releases.release(step.release);
  if (step.fault) await shop.fault(step.fault);
  if (step.clear) await shop.clear();
  if (step.config) await shop.config(step.config);
  if (step.flag) await shop.flag(step.flag);
  if (step.traffic) await shop.traffic(step.traffic);
  if (step.scale) await releases.scale(step.scale);
  if (step.kill) await releases.killOnePod(step.kill);
  if (step.dependency) await shop.dependency(step.dependency);
}

function textOf(step: ScenarioStep): string {
  const { at: _at, ...action } = step;
  return JSON.stringify(Object.fromEntries(Object.entries(action).filter(([, value]) => value !== undefined)));
}
