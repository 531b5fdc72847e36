import { describe, expect, it } from "vitest";
import { COLUMN_PITCH, ROW_PITCH } from "./graph-placement";
import { mapExcerptOf } from "./map-excerpt";
import type { MapEdge, MapNode } from "./service-map";

const figures = (failed = 0) => ({ n: 100, failed, p95Ms: 10 });
const node = (id: string, column: number, row: number): MapNode & { x: number; y: number } => ({
  id,
  name: id,
  kind: "service",
  spans: 1,
  now: figures(),
  was: null,
  selfRatio: 0,
  isEntry: column === 0,
  x: 50 + column * COLUMN_PITCH,
  y: row * ROW_PITCH,
});
const call = (name: string, failed = 0): MapEdge & { via: { x: number; y: number }[] } => {
  const [caller = "", callee = ""] = name.split(">");
  return { caller, callee, now: figures(failed), was: null, perS: null, failingRatio: 0, via: [{ x: 1, y: 1 }] };
};

// in ─► order ─► db          order also calls a, b (failing) and c; far hangs behind c
const MAP = {
  nodes: [
    node("in", 0, 2),
    node("order", 1, 2),
    node("db", 2, 9),
    node("a", 2, 0),
    node("b", 2, 4),
    node("c", 2, 6),
    node("far", 3, 6),
  ],
  edges: [
    call("in>order", 9),
    call("order>db", 9),
    call("order>a"),
    call("order>b", 9),
    call("order>c"),
    call("c>far"),
  ],
};
const path = [
  { caller: "in", callee: "order" },
  { caller: "order", callee: "db" },
];
const ids = (map: { readonly nodes: readonly { readonly id: string }[] }) => map.nodes.map(({ id }) => id).sort();

describe("mapExcerptOf", () => {
  it("keeps a small map as it is", () => {
    expect(mapExcerptOf(MAP, { focus: "db", path, max: 7 })).toEqual({ ...MAP, leftOut: 0 });
  });

  it("keeps the way of the trouble, then troubled neighbours, and says how many are left out", () => {
    expect(ids(mapExcerptOf(MAP, { focus: "db", path, max: 3 }))).toEqual(["db", "in", "order"]);
    const four = mapExcerptOf(MAP, { focus: "db", path, max: 4 });
    expect(ids(four)).toEqual(["b", "db", "in", "order"]);
    expect(four.leftOut).toBe(3);
    expect(four.edges.map(({ caller, callee }) => `${caller}>${callee}`)).toEqual(["in>order", "order>db", "order>b"]);
  });

  it("shows the troubled calls around the service when nobody is suspected", () => {
    expect(ids(mapExcerptOf(MAP, { focus: "order", path: null, max: 3 }))).toEqual(["db", "in", "order"]);
  });

  it("closes the gaps and keeps the order within a column", () => {
    const { nodes } = mapExcerptOf(MAP, { focus: "db", path, max: 4 });
    expect(nodes.map(({ id, x, y }) => [id, x / COLUMN_PITCH, y / ROW_PITCH])).toEqual([
      ["in", 0, 0.5],
      ["order", 1, 0.5],
      ["b", 2, 0],
      ["db", 2, 1],
    ]);
  });
});
