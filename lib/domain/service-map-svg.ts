import type { Point } from "./graph-placement";
import { mapGeometryOf, placeLabels } from "./map-geometry";
import { mapLookOf, type Tone } from "./map-look";
import { edgeText, nodeText } from "./map-text";
import { redPathOf } from "./map-trouble";
import type { MapEdge, MapNode } from "./service-map";

const AREA = { width: 1_400, height: 800 };
const FOOT_PX = 26;
const LETTER_PX = 5.9;
const INK: Readonly<Record<Tone, { readonly line: string; readonly text: string }>> = {
  path: { line: "#db2525", text: "#b91d1a" },
  trouble: { line: "#eca11f", text: "#84530f" },
  plain: { line: "#91959d", text: "#636870" },
  unknown: { line: "#91959d", text: "#636870" },
};

/** The map as one self-contained SVG picture in light colours, for a report or a chat. `foot`: what it is of, in one line. */
export function serviceMapSvg(
  map: {
    readonly nodes: readonly (MapNode & Point)[];
    readonly edges: readonly (MapEdge & { readonly via: readonly Point[] })[];
  },
  { title, foot, cause }: { readonly title: string; readonly foot: string; readonly cause: string | null },
): string {
  const path = cause === null ? null : redPathOf(map, cause);
  const look = mapLookOf(map, { cause, path, breakers: new Map() });
  const geometry = mapGeometryOf(map, AREA);
  const { boxWidth, boxHeight, width, height } = geometry;
  const curveOf = new Map(geometry.curves.map((curve) => [JSON.stringify([curve.caller, curve.callee]), curve]));
  const spotOf = new Map(geometry.boxes.map((box) => [box.id, box]));

  const lines = look.edges.map(({ key, tone, weight }) => {
    const dash = tone === "unknown" ? ' stroke-dasharray="3 3"' : "";
    const d = curveOf.get(key)?.path ?? "";
    return `<path d="${d}" fill="none" stroke="${INK[tone].line}" stroke-width="${(0.9 + 1.7 * weight).toFixed(1)}"${dash} marker-end="url(#${tone})"/>`;
  });
  const wanted = look.labelled.flatMap(({ key, edge, tone }) => {
    const [text, curve] = [edgeText(edge), curveOf.get(key)];
    return text === "" || curve === undefined
      ? []
      : [{ key, along: curve.along, width: text.length * LETTER_PX, height: 13, text, tone }];
  });
  const textOf = new Map(wanted.map((label) => [label.key, label]));
  const labels = placeLabels(
    wanted,
    geometry.boxes.map((box) => ({ ...box, width: boxWidth, height: boxHeight })),
  ).map(({ key, x, y }) => {
    const { text = "", tone = "plain" as const } = textOf.get(key) ?? {};
    return `<text x="${x.toFixed(1)}" y="${(y + 3.5).toFixed(1)}" text-anchor="middle" font-size="10" fill="${INK[tone].text}" stroke="#fff" stroke-width="3" paint-order="stroke">${escaped(text)}</text>`;
  });
  const boxes = look.nodes.map(({ node, tone, isCause }) => {
    const { x, y } = spotOf.get(node.id) ?? { x: 0, y: 0 };
    const dash = tone === "unknown" ? ' stroke-dasharray="3 2"' : "";
    const name = fitted(node.name, boxWidth - 12);
    return [
      `<g transform="translate(${x.toFixed(1)} ${y.toFixed(1)})">`,
      `<title>${escaped(`${node.name}, ${nodeText(node)}${isCause ? ", first suspect" : ""}`)}</title>`,
      `<rect width="${boxWidth.toFixed(1)}" height="${boxHeight}" rx="${node.kind === "service" ? 3 : 10}" fill="${isCause ? "#ffecea" : "#fff"}" stroke="${INK[tone].line}"${dash}/>`,
      `<text x="6" y="12.5" font-size="11" font-weight="500" fill="#14171d">${escaped(name)}</text>`,
      `<text x="6" y="24" font-size="10" fill="${INK[tone].text}">${escaped(nodeText(node))}</text></g>`,
    ].join("");
  });
  const markers = Object.entries(INK).map(
    ([tone, { line }]) =>
      `<marker id="${tone}" viewBox="0 0 6 6" refX="5.5" refY="3" markerWidth="5.5" markerHeight="5.5" markerUnits="userSpaceOnUse" orient="auto"><path d="M0 .4 6 3 0 5.6z" fill="${line}"/></marker>`,
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${Math.ceil(width)} ${Math.ceil(height) + FOOT_PX}" width="${Math.ceil(width)}" height="${Math.ceil(height) + FOOT_PX}" font-family="Inter, system-ui, sans-serif" role="img" aria-label="${escaped(title)}">`,
    `<rect width="100%" height="100%" fill="#fff"/><defs>${markers.join("")}</defs>`,
    ...lines,
    ...labels,
    ...boxes,
    `<text x="10" y="${Math.ceil(height) + 14}" font-size="11" fill="#636870">${escaped(`${title}. ${foot}`)}</text>`,
    "</svg>\n",
  ].join("\n");
}

/** Cut to a width by the mean width of a letter; a wide script may still be a little wider. */
function fitted(text: string, widthPx: number): string {
  const points = [...text];
  const most = Math.max(1, Math.floor(widthPx / LETTER_PX));
  return points.length <= most ? text : `${points.slice(0, most - 1).join("")}…`;
}

/** Text for XML: markup escaped, characters that XML does not know replaced. */
function escaped(text: string): string {
  return text
    .replace(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, "\ufffd")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
