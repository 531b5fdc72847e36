import { runningDemo, shopAdminUrl } from "@/demo/gameday/demo-state";
import { playScenario as play } from "@/demo/gameday/player";
import { releases } from "@/demo/gameday/releases";
import { readScenario } from "@/demo/gameday/scenario";
import { shopAdmin } from "@/demo/gameday/shop-admin";

/** Plays one scenario on the running demo, for people to work the incident by hand. Throws ScenarioError for a bad file. */
export async function playScenario({
  file,
  homeDir,
  say,
}: {
  readonly file: string;
  readonly homeDir: string;
  readonly say: (line: string) => void;
}): Promise<void> {
  const scenario = readScenario(file);
  const state = await runningDemo(homeDir);
  if (state === null) throw new Error("the demo does not answer");
  const shop = shopAdmin(shopAdminUrl(state));
  await shop.traffic(scenario.traffic);
  await play(
    {
      shop,
      releases: releases({ kubeconfig: state.kubeconfig, appUrl: state.url, webhookToken: state.webhookToken }),
      now: () => new Date(),
      onStep: (step) => say(`${step.at.toISOString()} ${step.what}`),
    },
    scenario,
    new AbortController().signal,
  );
}
