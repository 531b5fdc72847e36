import type { DiagnosisFacts } from "@/lib/domain/diagnosis/facts";
import { rankHypotheses } from "@/lib/domain/diagnosis/rank";
import { changeOf, factsOf, type ShopService, type Story, type World } from "@/lib/domain/diagnosis/shop.fixture";
import { createFrameCache, roomFrame, TICK_MS } from "@/lib/queries/room-frame";
import { INCIDENT_ID, roomWorld } from "@/lib/queries/testing/room-world";
import { type BenchResult, MACHINE, quantilesOf } from "./benchmark";

const TICKS = 12;
const VIEWERS = 200;
const SEEDS = [3, 7, 11];
const TROUBLE_S = 120;

/** Upstream queries of a watched room, and how often the first hypothesis is right. */
export async function benchRoom(): Promise<readonly BenchResult[]> {
  return [await upstreamQueries(), diagnosis()];
}

/** One minute of ticks: queries with 200 viewers ÷ with one. The alternative asks for each viewer. */
async function upstreamQueries(): Promise<BenchResult> {
  const one = await watched(1);
  const many = await watched(VIEWERS);
  const figure = many.queries / one.queries;
  return {
    name: "upstream-queries",
    figure,
    unit: `queries with ${VIEWERS} viewers ÷ with one`,
    ...quantilesOf(many.durationsMs),
    n: TICKS * VIEWERS,
    alternative: "one query per viewer",
    ratio: VIEWERS / figure,
    machine: MACHINE,
  };
}

async function watched(
  viewers: number,
): Promise<{ readonly queries: number; readonly durationsMs: readonly number[] }> {
  const world = roomWorld();
  const deps = { ...world, store: world.reads, frames: createFrameCache() };
  const durationsMs: number[] = [];
  for (let tick = 0; tick < TICKS; tick += 1) {
    await Promise.all(
      Array.from({ length: viewers }, async () => {
        const start = performance.now();
        await roomFrame(deps, { incidentId: INCIDENT_ID, rangeMin: 20 });
        durationsMs.push(performance.now() - start);
      }),
    );
    await Promise.all([...deps.frames.entries.values()].map(({ refresh }) => refresh));
    world.time.nowMs += TICK_MS;
  }
  return { queries: world.calls.length, durationsMs };
}

/** Played faults of a modelled shop with releases that had nothing to do with them. The alternative blames the newest release, else the alerting service. */
function diagnosis(): BenchResult {
  const durationsMs: number[] = [];
  let hits = 0;
  let naiveHits = 0;
  let n = 0;
  for (const { story, service, trigger } of TOLD) {
    for (const seed of SEEDS) {
      const facts = factsOf({ ...story, world: { ...story.world, seed } });
      const start = performance.now();
      const { hypotheses } = rankHypotheses(facts);
      durationsMs.push(performance.now() - start);
      const cause = hypotheses[0]?.cause;
      n += 1;
      if (cause?.service === service && cause.trigger === trigger) hits += 1;
      const guess = newestReleaseOf(facts);
      if (guess.service === service && guess.trigger === trigger) naiveHits += 1;
    }
  }
  return {
    name: "diagnosis",
    figure: hits / n,
    unit: "top-1 ratio (modelled shop)",
    ...quantilesOf(durationsMs),
    n,
    alternative: "blame the newest release",
    ratio: naiveHits === 0 ? null : hits / naiveHits,
    machine: MACHINE,
  };
}

function newestReleaseOf(facts: DiagnosisFacts): { readonly service: string; readonly trigger: string } {
  const newest = facts.changes?.value.at(-1);
  return newest === undefined
    ? { service: facts.service.name, trigger: "internal" }
    : { service: newest.service, trigger: "release" };
}

function rolling(service: ShopService, fromS = TROUBLE_S): NonNullable<World["versionAt"]> {
  return (name, atS, roll) => (name === service && atS >= fromS && roll < (atS - fromS) / 6 ? "v2" : "v1");
}

function told(world: World, service: string, trigger: string, over: Partial<Story> = {}) {
  const story: Story = {
    alertService: "gateway",
    alertS: TROUBLE_S + 12,
    nowS: TROUBLE_S + 16,
    troubleS: TROUBLE_S,
    world,
    ...over,
  };
  return { story, service, trigger };
}

const slowBank: World = { bankMs: (atS) => (atS >= TROUBLE_S ? 2_000 : 40) };
const crowd: World = {
  rpsAt: (atS) => (atS >= TROUBLE_S ? 100 : 20),
  poolWaitMs: (atS, roll) => (atS < TROUBLE_S ? 0 : roll > 0.99 ? null : 300 + 400 * roll),
  poolUse: (atS) => (atS >= TROUBLE_S ? 1 : 0.4),
};
const slowInventory: World = { extraMs: ({ service, atS }) => (service === "inventory" && atS >= TROUBLE_S ? 400 : 0) };

const TOLD = [
  told(
    {
      versionAt: rolling("order"),
      extraMs: ({ operation, version }, roll) =>
        operation === "ListItems" && version === "v2" && roll < 0.9 ? 450 : 0,
    },
    "order",
    "release",
    { changes: [changeOf("order", TROUBLE_S)] },
  ),
  told(
    {
      versionAt: rolling("payment"),
      fails: ({ service, version }, roll) =>
        service === "payment" && version === "v2" && roll < 0.35 ? "internal: bad" : null,
    },
    "payment",
    "release",
    { changes: [changeOf("payment", TROUBLE_S), changeOf("risk", TROUBLE_S + 2)] },
  ),
  told(slowBank, "external:bank", "dependency"),
  told({ ...slowBank, versionAt: rolling("payment", TROUBLE_S - 15) }, "external:bank", "dependency", {
    changes: [changeOf("payment", TROUBLE_S - 15)],
  }),
  told(crowd, "order", "traffic", { alertService: "order" }),
  told({ ...crowd, versionAt: rolling("order", TROUBLE_S - 10) }, "order", "traffic", {
    alertService: "order",
    changes: [changeOf("order", TROUBLE_S - 10)],
  }),
  told(slowInventory, "inventory", "internal"),
  told(slowInventory, "inventory", "internal", { changes: [changeOf("order", TROUBLE_S - 20)] }),
];
