import type { Graph } from "./graph-placement";

export type Columns = {
  readonly columnOf: ReadonlyMap<string, number>;
  /** Edges that close a cycle and therefore run from right to left. */
  readonly backward: ReadonlySet<Graph["edges"][number]>;
};

/**
 * Column of each node = number of calls on its longest way from an entry, so that calls run from left to right. Cycles are cut where a
 * walk from the entries comes back to a node that it has not left yet; nodes and edges are walked in the order given, so the same input
 * is cut in the same places. A new node without callees moves nobody. O(nodes + edges).
 */
export function columnsOf({ nodes, edges }: Graph): Columns {
  const out = new Map(nodes.map((id) => [id, edges.filter(({ from }) => from === id)]));
  const isCalled = new Set(edges.map(({ to }) => to));
  const state = new Map<string, "open" | "left">();
  const backward = new Set<Graph["edges"][number]>();
  const finished: string[] = [];
  const starts = [...nodes.filter((id) => !isCalled.has(id)), ...nodes];
  for (const start of starts) {
    if (state.has(start)) continue;
    state.set(start, "open");
    const stack = [{ id: start, next: 0 }];
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const edge = out.get(top.id)?.[top.next];
      top.next += 1;
      if (edge === undefined) {
        state.set(top.id, "left");
        finished.push(top.id);
        stack.pop();
      } else if (state.get(edge.to) === "open") {
        backward.add(edge);
      } else if (!state.has(edge.to)) {
        state.set(edge.to, "open");
        stack.push({ id: edge.to, next: 0 });
      }
    }
  }
  const columnOf = new Map(nodes.map((id) => [id, 0]));
  for (const id of finished.reverse()) {
    for (const edge of out.get(id) ?? []) {
      if (backward.has(edge)) continue;
      columnOf.set(edge.to, Math.max(columnOf.get(edge.to) ?? 0, (columnOf.get(id) ?? 0) + 1));
    }
  }
  return { columnOf, backward };
}
