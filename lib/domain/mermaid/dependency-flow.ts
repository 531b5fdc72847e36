import { edgeKey, mapLookOf, type Tone } from "../map-look";
import { edgeText, nodeText } from "../map-text";
import { redPathOf } from "../map-trouble";
import type { MapNode, ServiceMap } from "../service-map";
import { mermaidText } from "./escape";

/** Also special to a flowchart: brackets and slashes shape nodes, pipes end labels, the others are Markdown, ids or mathematics. */
const FLOW_SPECIAL = "[]()|/@&*_~=$:'-";
const ARROWS: Readonly<Record<Tone, string>> = { path: "==>", trouble: "-->", plain: "-->", unknown: "-.->" };
const CLASSES: Readonly<Record<Tone | "cause", string>> = {
  path: "stroke:#b91d1a,stroke-width:2px",
  trouble: "stroke:#84530f",
  plain: "stroke:#91959d",
  unknown: "stroke:#91959d,stroke-dasharray:4 3",
  cause: "stroke:#b91d1a,stroke-width:3px",
};

/**
 * Who calls whom as a Mermaid flowchart, left to right: stores as cylinders, what sends no traces rounded; calls labelled with rate,
 * failed share and p95, dotted where the sample has none, thick along the way to `cause`. The same map gives the same text.
 */
export function dependencyFlow(
  map: Pick<ServiceMap, "nodes" | "edges">,
  { title, cause }: { readonly title: string; readonly cause: string | null },
): string {
  const path = cause === null ? null : redPathOf(map, cause);
  const look = mapLookOf(map, { cause, path, breakers: new Map() });
  const idOf = new Map(map.nodes.map(({ id }, index) => [id, `n${index}`]));
  const toneOf = new Map(look.edges.map(({ key, tone }) => [key, tone]));
  const lines = ["flowchart LR", `  accTitle: ${mermaidText(title, FLOW_SPECIAL)}`];
  for (const { node, tone, isCause } of look.nodes) {
    lines.push(`  ${idOf.get(node.id)}${shaped(node)}:::${isCause ? "cause" : tone}`);
  }
  const thick: number[] = [];
  for (const [index, edge] of map.edges.entries()) {
    const tone = toneOf.get(edgeKey(edge)) ?? "plain";
    const text = edgeText(edge);
    const label = text === "" ? "" : `|"${mermaidText(text, FLOW_SPECIAL)}"|`;
    lines.push(`  ${idOf.get(edge.caller)} ${ARROWS[tone]}${label} ${idOf.get(edge.callee)}`);
    if (tone === "path") thick.push(index);
  }
  for (const [name, style] of Object.entries(CLASSES)) lines.push(`  classDef ${name} ${style}`);
  if (thick.length > 0) lines.push(`  linkStyle ${thick.join(",")} ${CLASSES.path}`);
  return `${lines.join("\n")}\n`;
}

function shaped(node: MapNode): string {
  const label = `"${mermaidText(`${node.name}, ${nodeText(node)}`, FLOW_SPECIAL)}"`;
  return node.kind === "service" ? `[${label}]` : node.kind === "database" ? `[(${label})]` : `([${label}])`;
}
