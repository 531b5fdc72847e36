"use client";

import { useTranslations } from "next-intl";
import { type KeyboardEvent, memo, useId, useMemo, useRef } from "react";
import type { MapData, MapDataEdge } from "@/lib/contracts/service-map";
import { type MapGeometry, mapGeometryOf, placeLabels } from "@/lib/domain/map-geometry";
import { type EdgeBreaker, type EdgeLook, mapLookOf } from "@/lib/domain/map-look";
import { redPathOf } from "@/lib/domain/map-trouble";
import { type WalkStep, walkFrom } from "@/lib/domain/map-walk";
import { useFormat } from "../format/use-format";
import { Button } from "../ui/button";
import { cn } from "../ui/cn";
import { ServiceMapEdge } from "./service-map-edge";
import { ServiceMapNode } from "./service-map-node";
import { edgeLabelOf } from "./service-map-text";
import { homeView, usePanZoom } from "./use-pan-zoom";
import { useSize } from "./use-size";

const LABELS_MAX = 14;
const LABEL_CHAR_PX = 5.6;
const LABEL_HEIGHT_PX = 13;
/** Below this scale text cannot be read: boxes stay as marks, to find one's way. */
const TEXT_K = 0.5;
/** Nothing is moved or pointed at there, so whole names matter more than long labels. */
const WALL_BOX = 0.74;
const PAN_PX = 60;
const STEPS: Readonly<Record<string, WalkStep>> = {
  ArrowRight: "callee",
  ArrowLeft: "caller",
  ArrowUp: "above",
  ArrowDown: "below",
  Home: "first",
};

export type ServiceMapProps = {
  readonly map: MapData;
  /** Where the top hypothesis says that it began. */
  readonly cause: string | null;
  /** Breakers that are not closed, by edge. */
  readonly breakers: ReadonlyMap<string, EdgeBreaker>;
  readonly picked: string | null;
  readonly onPick: ((service: string) => void) | null;
  readonly isStale: boolean;
  /** Size of text and boxes: 1 in a panel, more on a wall, where nothing can be moved. */
  readonly unit?: number;
  readonly isWall?: boolean;
};

/**
 * Who calls whom, from left to right, on a plane that is dragged, zoomed or walked with the arrow keys. Boxes are buttons over lines of
 * one SVG; text keeps its size and the plane grows instead.
 */
export const ServiceMap = memo(function ServiceMap(props: ServiceMapProps) {
  const { map, cause, breakers, unit = 1, isWall = false } = props;
  const t = useTranslations("map");
  const format = useFormat();
  const id = useId();
  const area = useRef<HTMLDivElement>(null);
  const boxes = useRef(new Map<string, HTMLButtonElement>());
  const size = useSize(area);
  const path = useMemo(() => (cause === null ? null : redPathOf(map, cause)), [map, cause]);
  const look = useMemo(() => mapLookOf(map, { cause, path, breakers }), [map, cause, path, breakers]);
  const geometry = useMemo(
    () => mapGeometryOf(map, { ...size, unit, ...(isWall ? { boxOfPitch: WALL_BOX } : {}) }),
    [map, size, unit, isWall],
  );
  const placed = useMemo(() => new Map(geometry.boxes.map((box) => [box.id, box])), [geometry]);
  const curves = useMemo(
    () => new Map(geometry.curves.map((curve) => [JSON.stringify([curve.caller, curve.callee]), curve])),
    [geometry],
  );
  const focusId = path !== null && cause !== null ? cause : map.anchor;
  const focusBox = placed.get(focusId);
  const content = { width: geometry.width, height: geometry.height };
  const plane = usePanZoom(area, size, content, homeView(size, content, focusBox ?? null));
  const { k, x, y } = plane.view;
  const isLegible = k >= TEXT_K;
  const labels = useMemo(
    () => labelsOf(look.labelled, curves, geometry, unit, (edge) => edgeLabelOf(edge, t, format)),
    [look, curves, geometry, unit, t, format],
  );

  function onKeyDown(event: KeyboardEvent<HTMLElement>) {
    const step = STEPS[event.key];
    if (event.shiftKey && step !== undefined && step !== "first") {
      event.preventDefault();
      plane.pan(
        step === "callee" ? -PAN_PX : step === "caller" ? PAN_PX : 0,
        step === "below" ? -PAN_PX : step === "above" ? PAN_PX : 0,
      );
      return;
    }
    if (event.key === "+" || event.key === "=") plane.zoom(1);
    else if (event.key === "-") plane.zoom(-1);
    else if (event.key === "0") plane.fit();
    else {
      const from = event.target instanceof HTMLElement ? event.target.dataset.place : undefined;
      const to = step === undefined || from === undefined ? null : walkFrom(from, step, map, path);
      if (step === undefined) return;
      if (to !== null) boxes.current.get(to)?.focus({ preventScroll: true });
    }
    event.preventDefault();
  }
  function reveal(place: string) {
    const box = placed.get(place);
    if (box) plane.reveal({ ...box, width: geometry.boxWidth, height: geometry.boxHeight });
  }

  return (
    <div
      ref={area}
      className={cn(
        "relative min-h-0 min-w-0 flex-1 touch-none overflow-hidden max-md:touch-pan-y",
        !isWall && "cursor-grab active:cursor-grabbing",
        props.isStale && "opacity-60 saturate-[.35]",
      )}
      {...(isWall ? {} : { onKeyDown, ...plane.drag })}
    >
      {size.width === 0 ? null : (
        <div
          className="absolute top-0 left-0 origin-top-left"
          style={{ width: geometry.width, height: geometry.height, transform: `translate(${x}px,${y}px) scale(${k})` }}
        >
          <svg
            aria-hidden
            width={geometry.width}
            height={geometry.height}
            className="absolute inset-0 overflow-visible"
          >
            <defs>
              {(["path", "trouble", "plain", "unknown"] as const).map((tone) => (
                <marker
                  key={tone}
                  id={`${id}-${tone}`}
                  viewBox="0 0 6 6"
                  refX="5.5"
                  refY="3"
                  markerWidth={5.5 * unit}
                  markerHeight={5.5 * unit}
                  markerUnits="userSpaceOnUse"
                  orient="auto"
                >
                  <path d="M0 .4 6 3 0 5.6z" className={ARROWS[isWall && tone === "trouble" ? "plain" : tone]} />
                </marker>
              ))}
            </defs>
            {look.edges.map((edge) => (
              <ServiceMapEdge
                key={edge.key}
                look={edge}
                path={curves.get(edge.key)?.path ?? ""}
                arrow={`${id}-${edge.tone}`}
                unit={unit}
                isWall={isWall}
              />
            ))}
            {isLegible
              ? labels.map(({ key, x, y, text, tone }) => (
                  <text
                    key={key}
                    x={x}
                    y={y}
                    textAnchor="middle"
                    dominantBaseline="central"
                    style={{ fontSize: 10 * unit, strokeWidth: 3.5 * unit, paintOrder: "stroke" }}
                    className={cn(
                      "pointer-events-none stroke-surface font-medium",
                      tone === "path" ? "fill-act" : isWall ? "fill-fg-2" : "fill-watch",
                    )}
                  >
                    {text}
                  </text>
                ))
              : null}
          </svg>
          <ul aria-label={t("services")}>
            {look.nodes.map((node) => {
              const box = placed.get(node.node.id);
              return (
                <ServiceMapNode
                  key={node.node.id}
                  look={node}
                  map={map}
                  x={box?.x ?? 0}
                  y={box?.y ?? 0}
                  width={geometry.boxWidth}
                  height={geometry.boxHeight}
                  unit={unit}
                  isWall={isWall}
                  isLegible={isLegible}
                  isPicked={props.picked === node.node.id}
                  isTabStop={node.node.id === focusId}
                  onFocus={reveal}
                  onPick={props.onPick}
                  boxes={boxes.current}
                />
              );
            })}
          </ul>
        </div>
      )}
      {isWall ? null : (
        <div className="absolute right-1.5 bottom-1.5 flex gap-1 max-md:gap-2">
          <ZoomButton name={t("zoom_out")} sign="−" onClick={() => plane.zoom(-1)} />
          <ZoomButton name={t("zoom_in")} sign="+" onClick={() => plane.zoom(1)} />
          <ZoomButton name={t("fit")} sign={t("fit_short")} onClick={plane.fit} />
        </div>
      )}
    </div>
  );
});

const ARROWS = {
  path: "fill-act-solid",
  trouble: "fill-watch-solid",
  plain: "fill-fg-4",
  unknown: "fill-fg-4",
} as const;

function ZoomButton({ name, sign, onClick }: { name: string; sign: string; onClick: () => void }) {
  return (
    <Button
      size="sm"
      aria-label={name}
      className="h-6 min-w-6 justify-center bg-surface px-1.5 max-md:h-11 max-md:min-w-11"
      onClick={onClick}
      onPointerDown={(event) => event.stopPropagation()}
    >
      {sign}
    </Button>
  );
}

type Label = {
  readonly key: string;
  readonly x: number;
  readonly y: number;
  readonly text: string;
  readonly tone: string;
};

/** The long label where columns are wide enough, else the one figure that is wrong. */
function labelsOf(
  edges: readonly EdgeLook<MapDataEdge>[],
  curves: ReadonlyMap<string, MapGeometry["curves"][number]>,
  geometry: MapGeometry,
  unit: number,
  textOf: (edge: EdgeLook<MapDataEdge>) => { readonly long: string; readonly short: string },
): readonly Label[] {
  const wanted = edges.slice(0, LABELS_MAX).flatMap((edge) => {
    const curve = curves.get(edge.key);
    if (curve === undefined) return [];
    const { long, short } = textOf(edge);
    const widthOf = (text: string) => (text.length * LABEL_CHAR_PX + 4) * unit;
    const text = widthOf(long) <= curve.roomPx - 12 * unit ? long : short;
    return text === ""
      ? []
      : [
          {
            key: edge.key,
            along: curve.along,
            width: widthOf(text),
            height: LABEL_HEIGHT_PX * unit,
            text,
            tone: edge.tone,
          },
        ];
  });
  const boxes = geometry.boxes.map(({ x, y }) => ({ x, y, width: geometry.boxWidth, height: geometry.boxHeight }));
  const byKey = new Map(wanted.map((label) => [label.key, label]));
  return placeLabels(wanted, boxes).map(({ key, x, y }) => ({
    key,
    x,
    y,
    text: byKey.get(key)?.text ?? "",
    tone: byKey.get(key)?.tone ?? "",
  }));
}
