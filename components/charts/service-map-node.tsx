"use client";

import { Cylinder, Inbox, SquareArrowOutUpRight } from "lucide-react";
import { useTranslations } from "next-intl";
import { memo } from "react";
import type { MapData, MapDataNode } from "@/lib/contracts/service-map";
import type { NodeLook } from "@/lib/domain/map-look";
import { useFormat } from "../format/use-format";
import { cn } from "../ui/cn";
import { Mark } from "../ui/mark";
import { Tooltip } from "../ui/tooltip";
import { nodeDetailsOf, nodeFigureOf } from "./service-map-text";

const KINDS = { database: Cylinder, queue: Inbox, external: SquareArrowOutUpRight } as const;
const MARKS = { failing: "fail", slower: "watch", none: null, unknown: null } as const;

/** One place as a button: name and the figure that matters; shape, word and colour for its state, dashed when the sample lacks it. */
export const ServiceMapNode = memo(function ServiceMapNode(props: {
  readonly look: NodeLook<MapDataNode>;
  readonly map: MapData;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly unit: number;
  readonly isWall: boolean;
  readonly isLegible: boolean;
  readonly isPicked: boolean;
  readonly isTabStop: boolean;
  readonly onFocus: (place: string) => void;
  readonly onPick: ((service: string) => void) | null;
  readonly boxes: Map<string, HTMLButtonElement>;
}) {
  const t = useTranslations("map");
  const format = useFormat();
  const { look, unit, isWall, onPick } = props;
  const { node, isCause, trouble } = look;
  const tone = isWall && look.tone === "trouble" ? "plain" : look.tone;
  const canPick = onPick !== null && node.kind === "service";
  const Kind = node.kind === "service" ? null : KINDS[node.kind];
  const mark = isCause ? "act" : isWall ? null : MARKS[trouble];
  const details = nodeDetailsOf(look, props.map, t, format);
  const classes = cn(
    "absolute top-0 left-0 flex flex-col justify-center overflow-hidden rounded-1 border bg-surface text-left",
    "transition-transform duration-(--t-slow)",
    tone === "path" && "border-act-line text-fg",
    isCause && "border-act-solid bg-act-tint",
    tone === "trouble" && "border-watch-line bg-watch-tint",
    tone === "plain" && "border-line-strong",
    tone === "unknown" && "border-line-strong border-dashed text-fg-3",
    !props.isLegible && tone === "plain" && "bg-line-strong",
    props.isPicked && "outline-2 outline-accent",
  );
  const style = {
    width: props.width,
    height: props.height,
    transform: `translate(${props.x}px,${props.y}px)`,
    paddingInline: 6 * unit,
    fontSize: 11 * unit,
    lineHeight: `${12 * unit}px`,
  };
  const body = props.isLegible ? (
    <>
      <span className="flex min-w-0 items-center" style={{ gap: 3 * unit }}>
        {mark === null ? null : (
          <span style={{ fontSize: 9 * unit }} className="inline-flex">
            <Mark shape={mark} className="size-[1em]" />
          </span>
        )}
        <span className="min-w-0 truncate font-medium">{node.name}</span>
      </span>
      <span
        style={{ fontSize: 10 * unit, lineHeight: `${11 * unit}px` }}
        className={cn("truncate", isCause ? "font-medium text-act" : tone === "trouble" ? "text-watch" : "text-fg-3")}
      >
        {Kind === null ? null : (
          <Kind
            aria-hidden
            style={{ width: 9 * unit, height: 9 * unit, marginRight: 3 * unit }}
            className="inline-block shrink-0 align-[-1px]"
          />
        )}
        {nodeFigureOf(look, t, format)}
      </span>
    </>
  ) : null;
  if (isWall) {
    return (
      <li className={classes} style={style}>
        {body}
      </li>
    );
  }
  return (
    <li>
      <Tooltip
        text={
          <>
            <b className="font-semibold">{node.name}</b>
            {details.map((text) => (
              <span key={text} className="block">
                {text}
              </span>
            ))}
          </>
        }
      >
        <button
          type="button"
          ref={(element) => {
            if (element) props.boxes.set(node.id, element);
            else props.boxes.delete(node.id);
          }}
          data-place={node.id}
          tabIndex={props.isTabStop ? 0 : -1}
          aria-label={`${node.name}, ${[nodeFigureOf(look, t, format), details[0]].join(", ")}`}
          {...(canPick ? { "aria-pressed": props.isPicked } : { "aria-disabled": true })}
          className={cn(classes, canPick ? "cursor-pointer hover:border-fg-3" : "cursor-default")}
          style={style}
          onFocus={() => props.onFocus(node.id)}
          onClick={() => canPick && onPick(node.id)}
        >
          {body}
        </button>
      </Tooltip>
    </li>
  );
});
