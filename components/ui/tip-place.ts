type Size = { readonly width: number; readonly height: number };
type Box = { readonly left: number; readonly top: number; readonly right: number; readonly bottom: number };
export type Side = "top" | "right" | "bottom" | "left";

const GAP_PX = 6;
const EDGE_PX = 8;
const OPPOSITE: Readonly<Record<Side, Side>> = { top: "bottom", bottom: "top", left: "right", right: "left" };

/** Top left corner, in px of the window, of a tip beside its trigger: on the wanted side, on the other where that has no room. */
export function tipPlaceOf(
  trigger: Box,
  tip: Size,
  page: Size,
  side: Side,
): { readonly x: number; readonly y: number } {
  const room: Readonly<Record<Side, number>> = {
    top: trigger.top - tip.height,
    bottom: page.height - trigger.bottom - tip.height,
    left: trigger.left - tip.width,
    right: page.width - trigger.right - tip.width,
  };
  const needed = GAP_PX + EDGE_PX;
  const taken = room[side] >= needed || room[OPPOSITE[side]] < needed ? side : OPPOSITE[side];
  const middleX = (trigger.left + trigger.right - tip.width) / 2;
  const middleY = (trigger.top + trigger.bottom - tip.height) / 2;
  const corner = {
    top: { x: middleX, y: trigger.top - tip.height - GAP_PX },
    bottom: { x: middleX, y: trigger.bottom + GAP_PX },
    left: { x: trigger.left - tip.width - GAP_PX, y: middleY },
    right: { x: trigger.right + GAP_PX, y: middleY },
  }[taken];
  return { x: within(corner.x, page.width - tip.width), y: within(corner.y, page.height - tip.height) };
}

/** Rounded, so that text stays sharp. */
function within(value: number, max: number): number {
  return Math.round(Math.max(EDGE_PX, Math.min(value, max - EDGE_PX)));
}
