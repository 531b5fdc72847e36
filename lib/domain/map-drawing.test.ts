// @vitest-environment jsdom
import fc from "fast-check";
import mermaid from "mermaid";
import { describe, expect, it } from "vitest";
import { mapGeometryOf, placeLabels } from "./map-geometry";
import { edgeKey, mapLookOf } from "./map-look";
import { walkFrom } from "./map-walk";
import { dependencyFlow } from "./mermaid/dependency-flow";
import type { MapEdge, MapNode } from "./service-map";
import { serviceMapSvg } from "./service-map-svg";

type Spot = MapNode & { readonly x: number; readonly y: number };
const spot = (id: string, column: number, row: number, over: Partial<Spot> = {}): Spot => ({
  id,
  name: id,
  kind: "service",
  spans: 10,
  now: { n: 100, failed: 0, p95Ms: 20 },
  was: { n: 100, failed: 0, p95Ms: 20 },
  selfRatio: 0.1,
  isEntry: column === 0,
  x: 50 + 160 * column,
  y: 15 + 40 * row,
  ...over,
});
const call = (name: string, over: Partial<MapEdge & { via: { x: number; y: number }[] }> = {}) => {
  const [caller = "", callee = ""] = name.split(">");
  const figures = { n: 100, failed: 0, p95Ms: 20 };
  return { caller, callee, now: figures, was: figures, perS: 40, failingRatio: 0, via: [], ...over };
};
const STORY = {
  nodes: [
    spot("gateway", 0, 1),
    spot("auth", 1, 0),
    spot("order", 1, 1),
    spot("external:db", 2, 1, { name: "db", kind: "database" }),
  ],
  edges: [
    call("gateway>order", { now: { n: 100, failed: 9, p95Ms: 600 } }),
    call("gateway>auth"),
    call("order>external:db", { now: { n: 0, failed: 0, p95Ms: null } }),
  ],
};

describe("mapGeometryOf", () => {
  it.each([
    [390, 320],
    [440, 140],
    [1_900, 1_000],
  ])("keeps boxes apart and readable in %i × %i", (width, height) => {
    const { boxes, boxWidth, boxHeight } = mapGeometryOf(STORY, { width, height });
    expect(boxHeight).toBeGreaterThanOrEqual(24);
    expect(boxWidth).toBeGreaterThanOrEqual(66);
    for (const [index, a] of boxes.entries()) {
      for (const b of boxes.slice(index + 1)) {
        const isApart = Math.abs(a.x - b.x) >= boxWidth || Math.abs(a.y - b.y) >= boxHeight;
        expect(isApart, `${a.id} ${b.id}`).toBe(true);
      }
    }
  });

  it("fills the area when it can, and grows beyond it rather than below a readable size", () => {
    expect(mapGeometryOf(STORY, { width: 500, height: 140 }).width).toBeCloseTo(500, 0);
    const crowd = { nodes: Array.from({ length: 40 }, (_, i) => spot(`s${i}`, i % 8, Math.floor(i / 8))), edges: [] };
    expect(mapGeometryOf(crowd, { width: 300, height: 100 }).width).toBeGreaterThan(300);
  });

  it("ends every curve on the borders of its boxes, a backward one the other way round", () => {
    const back = { nodes: STORY.nodes, edges: [...STORY.edges, call("order>gateway")] };
    const { curves, boxes, boxWidth, boxHeight } = mapGeometryOf(back, { width: 600, height: 200 });
    const boxOf = (id: string) => boxes.find((box) => box.id === id) ?? { x: 0, y: 0 };
    for (const { caller, callee, along } of curves) {
      const [first, last] = [along[0], along.at(-1)];
      const isBack = callee === "gateway";
      expect(first?.x).toBeCloseTo(boxOf(caller).x + (isBack ? 0 : boxWidth));
      expect(last?.x).toBeCloseTo(boxOf(callee).x + (isBack ? boxWidth : 0));
      for (const [end, id] of [
        [first, caller],
        [last, callee],
      ] as const) {
        expect(end?.y).toBeGreaterThan(boxOf(id).y);
        expect(end?.y).toBeLessThan(boxOf(id).y + boxHeight);
      }
    }
  });

  it("gives each call of a box its own port", () => {
    const { curves } = mapGeometryOf(STORY, { width: 600, height: 200 });
    const starts = curves.filter(({ caller }) => caller === "gateway").map(({ along }) => along[0]?.y);
    expect(new Set(starts).size).toBe(2);
  });

  it("is empty for an empty map", () => {
    expect(mapGeometryOf({ nodes: [], edges: [] }, { width: 100, height: 100 })).toMatchObject({
      boxes: [],
      curves: [],
    });
  });
});

describe("placeLabels", () => {
  it("never lays a label over a box or an earlier label; the less important one is left out", () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ x: fc.nat(200), y: fc.nat(100), width: fc.nat(60) }), { maxLength: 20 }),
        (wanted) => {
          const labels = wanted.map(({ x, y, width }, index) => ({
            key: String(index),
            along: Array.from({ length: 9 }, (_, i) => ({ x: x + i * 5, y })),
            width: width + 10,
            height: 12,
          }));
          const box = { x: 80, y: 40, width: 60, height: 30 };
          const rects = placeLabels(labels, [box]).map(({ key, x, y }) => {
            const { width, height } = labels[Number(key)] ?? { width: 0, height: 0 };
            return { x: x - width / 2, y: y - height / 2, width, height };
          });
          const all = [box, ...rects];
          for (const [i, a] of all.entries()) {
            for (const b of all.slice(i + 1)) {
              expect(
                a.x >= b.x + b.width || b.x >= a.x + a.width || a.y >= b.y + b.height || b.y >= a.y + a.height,
              ).toBe(true);
            }
          }
        },
      ),
    );
  });
});

describe("mapLookOf", () => {
  const told = { cause: "order", path: [{ caller: "gateway", callee: "order" }], breakers: new Map() };

  it("draws the way of the trouble on top, the rest quietly, the unseen apart", () => {
    const look = mapLookOf(STORY, told);
    expect(look.edges.map(({ tone }) => tone)).toEqual(["unknown", "plain", "path"]);
    expect(look.nodes.map(({ node, tone, isCause }) => [node.id, tone, isCause])).toEqual([
      ["gateway", "path", false],
      ["auth", "plain", false],
      ["order", "path", true],
      ["external:db", "plain", false],
    ]);
    expect(look.labelled.map(({ key }) => key)).toEqual([edgeKey({ caller: "gateway", callee: "order" })]);
  });

  it("shows an open breaker even where no call was sampled", () => {
    const key = edgeKey({ caller: "order", callee: "external:db" });
    const breakers = new Map([[key, { state: "open" as const, podsOpen: 3, pods: 6 }]]);
    const edge = mapLookOf(STORY, { ...told, breakers }).edges.find((one) => one.key === key);
    expect(edge).toMatchObject({ tone: "trouble", breaker: { podsOpen: 3 } });
  });

  it("names nobody as the cause when no way to it was seen", () => {
    expect(mapLookOf(STORY, { ...told, path: null }).nodes.filter(({ isCause }) => isCause)).toEqual([]);
  });
});

describe("walkFrom", () => {
  it("follows the way of the trouble first, then the busiest call, and stays in its column up and down", () => {
    const path = [{ caller: "gateway", callee: "auth" }];
    expect(walkFrom("gateway", "callee", STORY, null)).toBe("order");
    expect(walkFrom("gateway", "callee", STORY, path)).toBe("auth");
    expect(walkFrom("order", "caller", STORY, null)).toBe("gateway");
    expect(walkFrom("auth", "below", STORY, null)).toBe("order");
    expect(walkFrom("auth", "above", STORY, null)).toBeNull();
    expect(walkFrom("gateway", "caller", STORY, null)).toBeNull();
    expect(walkFrom("external:db", "first", STORY, null)).toBe("gateway");
  });
});

const HOSTILE = [
  "end",
  "a[b](c){d}",
  'said "no"',
  "a|b|c",
  "x --> y",
  "%%{init: {}}%%",
  "#35; &amp;",
  "<script>alert(1)</script>",
  "订单服务",
  "🔥",
  "`code` **bold** _it_",
  "$$x^2$$",
  "graph TD",
  "style n0 fill:#f00",
  "a:::b",
  "n0@{ shape: cat }",
  "1. list",
  "- list",
  "/etc/x",
  "",
  "\ud800 lone \u0000",
];
const named = (name: string) => ({
  nodes: STORY.nodes.map((node) => (node.id === "order" ? { ...node, name } : node)),
  edges: STORY.edges,
});

async function validity(text: string): Promise<string | true> {
  try {
    await mermaid.parse(text);
    return true;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

describe("dependencyFlow", () => {
  it.each(HOSTILE)("is valid for Mermaid's parser with the name and title %j", async (text) => {
    expect(await validity(dependencyFlow(named(text), { title: text, cause: "order" }))).toBe(true);
  });

  it("is valid for any name at all", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "binary", maxLength: 30 }), async (text) => {
        expect(await validity(dependencyFlow(named(text), { title: text, cause: null }))).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  it("tells kinds, figures, what was not sampled and the way to the cause", () => {
    const text = dependencyFlow(STORY, { title: "#128", cause: "order" });
    expect(text).toContain('n0 ==>|"40#47;s, 9 % fail, p95 600 ms"| n2'.replace("% ", "#37; "));
    expect(text).toContain("n2 -.-> n3");
    expect(text).toContain('n3[("db, p95 20 ms")]');
    expect(text).toContain(":::cause");
    expect(text).toContain("linkStyle 0 ");
  });
});

describe("serviceMapSvg", () => {
  it.each(HOSTILE)("is well-formed XML with the name and title %j", (text) => {
    const svg = serviceMapSvg(named(text), { title: text, foot: text, cause: "order" });
    const parsed = new DOMParser().parseFromString(svg, "image/svg+xml");
    expect(parsed.querySelector("parsererror")).toBeNull();
    expect(parsed.querySelectorAll("rect[rx]")).toHaveLength(4);
    expect(parsed.querySelector("script")).toBeNull();
  });

  it("marks the cause in words too, and draws the same map the same way", () => {
    const told = { title: "#128", foot: "312 sampled traces", cause: "order" };
    expect(serviceMapSvg(STORY, told)).toContain("order, p95 20 ms, first suspect");
    expect(serviceMapSvg(STORY, told)).toBe(serviceMapSvg(STORY, told));
  });
});
