import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { COLUMN_PITCH, type Graph, type Placement, ROW_PITCH } from "@/lib/domain/graph-placement";
import { sixtyServices } from "@/lib/domain/sixty-services.fixture";
import { dagreLayout } from "./dagre";

const place = (graph: Graph, previous: Placement | null = null) => dagreLayout.place(graph, previous);
const graphOf = (...calls: readonly string[]): Graph => {
  const edges = calls.map((call) => {
    const [from = "", to = ""] = call.split(">");
    return { from, to };
  });
  return { nodes: [...new Set(edges.flatMap(({ from, to }) => [from, to]))], edges };
};

/** Names in each column, top to bottom. */
function columnsIn({ nodes }: Placement): readonly (readonly string[])[] {
  const sorted = [...nodes].sort((a, b) => a.y - b.y);
  const last = Math.max(...nodes.map(({ column }) => column));
  return Array.from({ length: last + 1 }, (_, index) =>
    sorted.filter(({ column }) => column === index).map(({ id }) => id),
  );
}

/** Pairs of nodes that are nearer than a box and its gap. */
function overlapsIn({ nodes }: Placement): readonly string[] {
  return nodes.flatMap((a, index) =>
    nodes
      .slice(index + 1)
      .filter((b) => Math.abs(a.x - b.x) < COLUMN_PITCH - 1e-6 && Math.abs(a.y - b.y) < ROW_PITCH - 1e-6)
      .map((b) => `${a.id} / ${b.id}`),
  );
}

const anyGraph = fc
  .record({
    size: fc.integer({ min: 2, max: 14 }),
    links: fc.array(fc.tuple(fc.nat(), fc.nat()), { minLength: 1, maxLength: 30 }),
  })
  .map(({ size, links }): Graph => {
    const calls = links.map(([a, b]) => ({ from: `s${a % size}`, to: `s${b % size}` }));
    const edges = [
      ...new Map(calls.filter(({ from, to }) => from !== to).map((edge) => [`${edge.from}>${edge.to}`, edge])).values(),
    ];
    return { nodes: Array.from({ length: size }, (_, i) => `s${i}`), edges };
  });

describe("dagreLayout", () => {
  it("puts callers left of callees, entries first", () => {
    const placement = place(graphOf("gateway>order", "gateway>auth", "order>payment", "payment>risk", "gateway>risk"));
    expect(columnsIn(placement).map((column) => [...column].sort())).toEqual([
      ["gateway"],
      ["auth", "order"],
      ["payment"],
      ["risk"],
    ]);
    expect([...new Set(placement.nodes.map(({ x }) => x))].sort((a, b) => a - b)).toEqual([50, 210, 370, 530]);
  });

  it("keeps 60 services apart, and long edges clear of them", () => {
    const placement = place(sixtyServices());
    expect(placement.nodes).toHaveLength(60);
    expect(overlapsIn(placement)).toEqual([]);
    expect(placement.edges).toHaveLength(sixtyServices().edges.length);
    const columnOf = new Map(placement.nodes.map(({ id, column }) => [id, column]));
    let passed = 0;
    for (const { from, to, via } of placement.edges) {
      expect(via).toHaveLength((columnOf.get(to) ?? 0) - (columnOf.get(from) ?? 0) - 1);
      for (const point of via) {
        passed += 1;
        const nearest = placement.nodes
          .filter(({ x }) => x === point.x)
          .map(({ y }) => Math.abs(y - point.y))
          .reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
        expect(nearest).toBeGreaterThan(ROW_PITCH / 2);
      }
    }
    expect(passed).toBeGreaterThan(5);
  });

  it("places the same graph the same way, whatever the order it is told in", () => {
    const graph = sixtyServices();
    const reversed = { nodes: [...graph.nodes].reverse(), edges: [...graph.edges].reverse() };
    expect(place(reversed)).toEqual(place(graph));
  });

  it("places what it placed before exactly as before", () => {
    const first = place(sixtyServices());
    expect(place(sixtyServices(), first)).toEqual(first);
  });

  it("draws a cycle with one edge running back, and loses none", () => {
    const placement = place(graphOf("gateway>order", "order>payment", "payment>order"));
    expect(columnsIn(placement)).toEqual([["gateway"], ["order"], ["payment"]]);
    expect(placement.edges.map(({ from, to }) => `${from}>${to}`).sort()).toEqual([
      "gateway>order",
      "order>payment",
      "payment>order",
    ]);
  });

  it("never overlaps nodes, whatever the graph, and keeps islands", () => {
    fc.assert(
      fc.property(anyGraph, (graph) => {
        const placement = place(graph);
        expect(placement.nodes.map(({ id }) => id).sort()).toEqual([...graph.nodes].sort());
        expect(overlapsIn(placement)).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it("keeps the order of the others within a column when a node comes", () => {
    fc.assert(
      fc.property(
        anyGraph,
        fc.array(fc.nat(), { minLength: 1, maxLength: 4 }),
        fc.boolean(),
        (graph, ends, isCaller) => {
          const before = place(graph);
          const others = ends.map((end) => graph.nodes[end % graph.nodes.length] ?? "");
          const grown: Graph = {
            nodes: [...graph.nodes, "new"],
            edges: [
              ...graph.edges,
              ...[...new Set(others)].map((other) =>
                isCaller ? { from: "new", to: other } : { from: other, to: "new" },
              ),
            ],
          };
          const after = place(grown, before);
          const [was, is] = [before, after].map((one) => new Map(one.nodes.map((node) => [node.id, node])));
          for (const a of graph.nodes) {
            for (const b of graph.nodes) {
              const [a0, b0, a1, b1] = [was?.get(a), was?.get(b), is?.get(a), is?.get(b)];
              if (!a0 || !b0 || !a1 || !b1) throw new Error("a node is lost");
              if (a0.column === b0.column && a1.column === b1.column && a0.y < b0.y) expect(a1.y).toBeLessThan(b1.y);
            }
          }
        },
      ),
      { numRuns: 100 },
    );
  });

  it("moves nobody to another column for a new callee", () => {
    const before = place(sixtyServices());
    const graph = sixtyServices();
    const grown = {
      nodes: [...graph.nodes, "new"],
      edges: [...graph.edges, { from: graph.nodes[5] ?? "", to: "new" }],
    };
    const columns = new Map(before.nodes.map(({ id, column }) => [id, column]));
    for (const { id, column } of place(grown, before).nodes) if (id !== "new") expect(column).toBe(columns.get(id));
  });
});
