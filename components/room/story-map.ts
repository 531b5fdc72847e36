import type { MapData, MapDataEdge, MapDataNode } from "@/lib/contracts/service-map";
import type { PlaceKind } from "@/lib/domain/map-peer";
import { placeName } from "@/lib/domain/map-peer";

// Who called whom in the story of the fixture: order r7 reads its items one by one, payment is then called too late.

const MINUTE_MS = 60_000;

/** The map of six services, their database and a bank, of the minute before `nowMs`. */
export function storyMap(nowMs: number, beforeMs: number): MapData {
  return {
    nodes: [
      node("gateway", "service", [50, 95], { n: 312, failed: 9, p95Ms: 640 }, { n: 100, failed: 0, p95Ms: 151 }, 0.02),
      node("auth", "service", [210, 35], { n: 312, failed: 0, p95Ms: 12 }, { n: 100, failed: 0, p95Ms: 11 }, 0.02),
      node("order", "service", [210, 115], { n: 312, failed: 8, p95Ms: 621 }, { n: 100, failed: 0, p95Ms: 140 }, 0.21),
      node("payment", "service", [370, 35], { n: 92, failed: 0, p95Ms: 88 }, { n: 74, failed: 0, p95Ms: 86 }, 0.06),
      node("inventory", "service", [370, 155], { n: 121, failed: 0, p95Ms: 24 }, { n: 41, failed: 0, p95Ms: 23 }, 0.02),
      node("risk", "service", [530, 35], { n: 92, failed: 0, p95Ms: 15 }, { n: 74, failed: 0, p95Ms: 14 }, 0.01),
      node(
        "external:postgresql orders",
        "database",
        [530, 115],
        { n: 3_810, failed: 0, p95Ms: 38 },
        { n: 141, failed: 0, p95Ms: 19 },
        0.63,
      ),
      node("external:bank", "external", [530, 75], { n: 0, failed: 0, p95Ms: null }, null, 0),
    ],
    edges: [
      edge("gateway", "auth", { n: 312, failed: 0, p95Ms: 13 }, { n: 100, failed: 0, p95Ms: 12 }),
      edge("gateway", "order", { n: 312, failed: 9, p95Ms: 638 }, { n: 100, failed: 0, p95Ms: 149 }, 1),
      edge("order", "payment", { n: 118, failed: 26, p95Ms: 801 }, { n: 74, failed: 0, p95Ms: 88 }, 0.62),
      edge("order", "inventory", { n: 121, failed: 0, p95Ms: 26 }, { n: 41, failed: 0, p95Ms: 25 }),
      edge(
        "order",
        "external:postgresql orders",
        { n: 3_700, failed: 0, p95Ms: 39 },
        { n: 100, failed: 0, p95Ms: 19 },
        0,
        [{ x: 370, y: 115 }],
      ),
      edge(
        "inventory",
        "external:postgresql orders",
        { n: 110, failed: 0, p95Ms: 12 },
        { n: 41, failed: 0, p95Ms: 12 },
      ),
      edge("payment", "risk", { n: 92, failed: 0, p95Ms: 16 }, { n: 74, failed: 0, p95Ms: 15 }),
      edge("payment", "external:bank", { n: 0, failed: 0, p95Ms: null }, null),
    ],
    traces: 312,
    failingTraces: 42,
    sample: { fromMs: nowMs - MINUTE_MS - 10_000, toMs: nowMs - 10_000 },
    isSampled: true,
    anchor: "order",
    anchorPerS: 405,
    before: { fromMs: beforeMs - 14 * MINUTE_MS, toMs: beforeMs, traces: 100 },
    leftOut: 0,
  };
}

function node(
  id: string,
  kind: PlaceKind,
  [x, y]: readonly [number, number],
  now: MapDataNode["now"],
  was: MapDataNode["was"],
  selfRatio: number,
): MapDataNode {
  return { id, name: placeName(id), kind, spans: now.n, now, was, selfRatio, isEntry: id === "gateway", x, y };
}

function edge(
  caller: string,
  callee: string,
  now: MapDataEdge["now"],
  was: MapDataEdge["was"],
  failingRatio = 0,
  via: MapDataEdge["via"] = [],
): MapDataEdge {
  return { caller, callee, now, was, perS: (now.n * 405) / 312, failingRatio, via };
}
