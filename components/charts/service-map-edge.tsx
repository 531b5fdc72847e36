"use client";

import { useTranslations } from "next-intl";
import { memo } from "react";
import type { MapDataEdge } from "@/lib/contracts/service-map";
import type { EdgeLook } from "@/lib/domain/map-look";
import { placeName } from "@/lib/domain/map-peer";
import { useFormat } from "../format/use-format";
import { cn } from "../ui/cn";
import { Tooltip } from "../ui/tooltip";
import { edgeDetailsOf } from "./service-map-text";

const STROKES = {
  path: "stroke-act-solid",
  trouble: "stroke-watch-solid",
  plain: "stroke-fg-4",
  unknown: "stroke-fg-4",
} as const;
const THIN_PX = 0.9;
const THICK_PX = 2.6;
const REACH_PX = 11;

/** One call as a line: width by calls, dashed when the sample does not show it. Its figures under the pointer, and in the details of its caller. */
export const ServiceMapEdge = memo(function ServiceMapEdge(props: {
  readonly look: EdgeLook<MapDataEdge>;
  readonly path: string;
  readonly arrow: string;
  readonly unit: number;
  readonly isWall: boolean;
}) {
  const t = useTranslations("map");
  const format = useFormat();
  const { look, path, unit, isWall } = props;
  const tone = isWall && look.tone === "trouble" ? "plain" : look.tone;
  const line = (
    <g fill="none">
      <path
        d={path}
        strokeWidth={(THIN_PX + (THICK_PX - THIN_PX) * look.weight) * unit * (tone === "path" ? 1.25 : 1)}
        markerEnd={`url(#${props.arrow})`}
        className={cn(STROKES[tone], tone === "unknown" && "[stroke-dasharray:3_3]", tone === "plain" && "opacity-80")}
      />
      <path d={path} strokeWidth={REACH_PX} stroke="transparent" pointerEvents="stroke" />
    </g>
  );
  if (isWall) return line;
  return (
    <Tooltip
      text={
        <>
          <b className="font-semibold">
            {placeName(look.edge.caller)} → {placeName(look.edge.callee)}
          </b>
          {edgeDetailsOf(look, t, format).map((text) => (
            <span key={text} className="block">
              {text}
            </span>
          ))}
        </>
      }
    >
      {line}
    </Tooltip>
  );
});
