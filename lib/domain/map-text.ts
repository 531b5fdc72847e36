import type { MapEdge, MapNode } from "./service-map";

// The map in the words of files: Mermaid text and pictures outside the product, where there is no viewer's language.

/** "391/s, 2.9 % fail, p95 638 ms"; empty for a call that the sample does not show. */
export function edgeText({ now, perS }: Pick<MapEdge, "now" | "perS">): string {
  if (now.n === 0) return "";
  return [
    ...(perS === null ? [] : [`${figureText(perS)}/s`]),
    ...(now.failed === 0 ? [] : [`${figureText((now.failed / now.n) * 100)} % fail`]),
    ...(now.p95Ms === null ? [] : [`p95 ${latencyText(now.p95Ms)}`]),
  ].join(", ");
}

/** "p95 621 ms", or that it was not sampled. */
export function nodeText({ now }: Pick<MapNode, "now">): string {
  return now.p95Ms === null ? "not sampled" : `p95 ${latencyText(now.p95Ms)}`;
}

/** Two significant digits below 10, whole above. */
function figureText(value: number): string {
  return value >= 10 ? String(Math.round(value)) : String(Number(value.toPrecision(2)));
}

function latencyText(ms: number): string {
  return ms >= 1_000 ? `${(ms / 1_000).toFixed(2)} s` : `${figureText(ms)} ms`;
}
