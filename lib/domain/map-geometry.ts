import { COLUMN_PITCH, type Point, ROW_PITCH } from "./graph-placement";

/** Sizes in pixels at text size 11; a wall screen multiplies them. */
const BOX = { minWidth: 66, maxWidth: 132, height: 27 };
const PITCH = { minX: 108, roomyX: 184, maxX: 262, minY: 32, maxY: 76 };
/** The rest is for the curves, and in a panel for their labels. */
const BOX_OF_PITCH = 0.62;
const PAD = 6;

type Spot = Point & { readonly id: string };
type Wire = { readonly caller: string; readonly callee: string; readonly via: readonly Point[] };

export type MapBox = { readonly id: string; readonly x: number; readonly y: number };
export type MapCurve = {
  readonly caller: string;
  readonly callee: string;
  /** An SVG path from border to border. */
  readonly path: string;
  /** Points on it from start to end, for labels. */
  readonly along: readonly Point[];
  /** Free width between the two columns where a label may sit. */
  readonly roomPx: number;
};

export type MapGeometry = {
  readonly boxWidth: number;
  readonly boxHeight: number;
  /** Of the whole drawing; larger than what was offered when the graph does not fit at a readable size. */
  readonly width: number;
  readonly height: number;
  /** Top left corners. */
  readonly boxes: readonly MapBox[];
  readonly curves: readonly MapCurve[];
};

/**
 * Spreads a placement over an area: columns and rows move apart or together, boxes and text keep their size. Rows and columns never
 * come closer than is readable, so a large graph becomes larger than the area and is moved under it.
 */
export function mapGeometryOf(
  graph: { readonly nodes: readonly Spot[]; readonly edges: readonly Wire[] },
  area: { readonly width: number; readonly height: number; readonly unit?: number; readonly boxOfPitch?: number },
): MapGeometry {
  const { unit = 1, boxOfPitch = BOX_OF_PITCH } = area;
  const xs = graph.nodes.map(({ x }) => x);
  const ys = [...graph.nodes.map(({ y }) => y), ...graph.edges.flatMap(({ via }) => via.map(({ y }) => y))];
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  const columns = graph.nodes.length === 0 ? 0 : (Math.max(...xs) - left) / COLUMN_PITCH;
  const rows = graph.nodes.length === 0 ? 0 : (Math.max(...ys) - top) / ROW_PITCH;
  const pad = PAD * unit;
  const boxHeight = BOX.height * unit;
  // Columns share the width with the boxes of the last one: width = columns × pitch + box.
  const sharedX = (area.width - 2 * pad) / (columns + boxOfPitch);
  // What must be moved to be seen may as well show whole names.
  const pitchX = sharedX < PITCH.minX * unit ? PITCH.roomyX * unit : Math.min(sharedX, PITCH.maxX * unit);
  const pitchY = clamp(
    rows === 0 ? PITCH.maxY * unit : (area.height - 2 * pad - boxHeight) / rows,
    PITCH.minY * unit,
    PITCH.maxY * unit,
  );
  const boxWidth = clamp(pitchX * boxOfPitch, BOX.minWidth * unit, BOX.maxWidth * unit);
  const centre = ({ x, y }: Point): Point => ({
    x: pad + boxWidth / 2 + ((x - left) / COLUMN_PITCH) * pitchX,
    y: pad + boxHeight / 2 + ((y - top) / ROW_PITCH) * pitchY,
  });
  const centres = new Map(graph.nodes.map((node) => [node.id, centre(node)]));
  return {
    boxWidth,
    boxHeight,
    width: 2 * pad + boxWidth + columns * pitchX,
    height: 2 * pad + boxHeight + rows * pitchY,
    boxes: graph.nodes.map(({ id }) => {
      const { x, y } = centres.get(id) ?? { x: 0, y: 0 };
      return { id, x: x - boxWidth / 2, y: y - boxHeight / 2 };
    }),
    curves: curvesOf(graph.edges, centres, { boxWidth, boxHeight, centre, roomPx: pitchX - boxWidth }),
  };
}

type Frame = {
  readonly boxWidth: number;
  readonly boxHeight: number;
  readonly roomPx: number;
  readonly centre: (point: Point) => Point;
};

/** Curves that leave at the right and arrive at the left, each at its own port, sorted so that they do not cross at the border. */
function curvesOf(wires: readonly Wire[], centres: ReadonlyMap<string, Point>, frame: Frame): readonly MapCurve[] {
  const drawn = wires.flatMap((wire) => {
    const [from, to] = [centres.get(wire.caller), centres.get(wire.callee)];
    if (from === undefined || to === undefined) return [];
    const via = wire.via.map(frame.centre).filter(({ x }) => isBetween(x, from.x, to.x));
    return [{ wire, from, to, via, isBack: to.x <= from.x }];
  });
  type Drawn = (typeof drawn)[number];
  const sideOf = (one: Drawn, end: "from" | "to") => ((end === "from") !== one.isBack ? "right" : "left");
  const portY = (one: Drawn, end: "from" | "to"): number => {
    const name = end === "from" ? one.wire.caller : one.wire.callee;
    const side = sideOf(one, end);
    const aim = (other: Drawn, at: "from" | "to") =>
      (at === "from" ? (other.via[0] ?? other.to) : (other.via.at(-1) ?? other.from)).y;
    const here = drawn.flatMap((other) => [
      ...(other.wire.caller === name && sideOf(other, "from") === side ? [{ other, y: aim(other, "from") }] : []),
      ...(other.wire.callee === name && sideOf(other, "to") === side ? [{ other, y: aim(other, "to") }] : []),
    ]);
    here.sort((a, b) => a.y - b.y);
    const index = here.findIndex(({ other }) => other === one);
    const spread = Math.min(frame.boxHeight * 0.6, (here.length - 1) * frame.boxHeight * 0.2);
    return one[end].y + (here.length < 2 ? 0 : (index / (here.length - 1) - 0.5) * spread);
  };
  return drawn.map((one) => {
    const half = (frame.boxWidth / 2) * (one.isBack ? -1 : 1);
    const points = [
      { x: one.from.x + half, y: portY(one, "from") },
      // Level where it passes a column, so that it clears the boxes above and below.
      ...one.via.flatMap(({ x, y }) => [
        { x: x - half, y },
        { x: x + half, y },
      ]),
      { x: one.to.x - half, y: portY(one, "to") },
    ];
    return { caller: one.wire.caller, callee: one.wire.callee, ...curveThrough(points), roomPx: frame.roomPx };
  });
}

const STEPS = 8;

/** A smooth line through points that run sideways: each piece a cubic with level ends. */
function curveThrough(points: readonly Point[]): { readonly path: string; readonly along: readonly Point[] } {
  const [first = { x: 0, y: 0 }] = points;
  let path = `M${px(first.x)} ${px(first.y)}`;
  const along: Point[] = [first];
  for (const [index, to] of points.slice(1).entries()) {
    const from = points[index] ?? first;
    const middle = (from.x + to.x) / 2;
    path += `C${px(middle)} ${px(from.y)} ${px(middle)} ${px(to.y)} ${px(to.x)} ${px(to.y)}`;
    for (let step = 1; step <= STEPS; step += 1) {
      const t = step / STEPS;
      const eased = 3 * t * t - 2 * t * t * t;
      const x = (1 - t) ** 3 * from.x + 3 * (1 - t) ** 2 * t * middle + 3 * (1 - t) * t * t * middle + t ** 3 * to.x;
      along.push({ x, y: from.y + (to.y - from.y) * eased });
    }
  }
  return { path, along };
}

function px(value: number): string {
  return String(Math.round(value * 10) / 10);
}

function isBetween(x: number, a: number, b: number): boolean {
  return x > Math.min(a, b) && x < Math.max(a, b);
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}

type Rect = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };

export type PlacedLabel = Point & { readonly key: string };

/** Where along a curve a label is tried, the middle first. */
const TRIES = [0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8];

/**
 * Centres for the labels of edges, in the order given (the important first): on the edge, over no box and no earlier label. A label
 * without a free place is left out; its figures are in the details and in the table.
 */
export function placeLabels(
  labels: readonly {
    readonly key: string;
    readonly along: readonly Point[];
    readonly width: number;
    readonly height: number;
  }[],
  boxes: readonly Rect[],
): readonly PlacedLabel[] {
  const taken = [...boxes];
  return labels.flatMap(({ key, along, width, height }) => {
    for (const share of TRIES) {
      const at = along[Math.round(share * (along.length - 1))];
      if (at === undefined) continue;
      const rect = { x: at.x - width / 2, y: at.y - height / 2, width, height };
      if (taken.some((other) => overlaps(rect, other))) continue;
      taken.push(rect);
      return [{ key, x: at.x, y: at.y }];
    }
    return [];
  });
}

function overlaps(a: Rect, b: Rect): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}
