import { HIGHEST_SHADE, LOWEST_SHADE } from "./heat-shades";

export type Rgb = readonly [number, number, number];

/** `#rrggbb` or `rgb(r g b)` as numbers 0–255; null when it is neither. */
export function rgbOf(text: string): Rgb | null {
  const hex = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(text.trim());
  const channel = (pair: string | undefined) => Number.parseInt(pair ?? "0", 16);
  if (hex) return [channel(hex[1]), channel(hex[2]), channel(hex[3])];
  const rgb = /^rgba?\(\s*(\d+)[\s,]+(\d+)[\s,]+(\d+)/.exec(text.trim());
  return rgb ? [Number(rgb[1]), Number(rgb[2]), Number(rgb[3])] : null;
}

/** Colour at a place 0–1 on a ramp of stops, straight between neighbours. */
export function rampRgb(stops: readonly Rgb[], place: number): Rgb {
  const at = Math.min(1, Math.max(0, place)) * (stops.length - 1);
  const low = stops[Math.floor(at)] ?? [0, 0, 0];
  const high = stops[Math.ceil(at)] ?? low;
  const mix = (a: number, b: number) => Math.round(a + (b - a) * (at - Math.floor(at)));
  return [mix(low[0], high[0]), mix(low[1], high[1]), mix(low[2], high[2])];
}

/** Place of a shade on the ramp, 0–1. */
export function placeOfShade(shade: number): number {
  return (shade - LOWEST_SHADE) / (HIGHEST_SHADE - LOWEST_SHADE);
}

/**
 * The light theme's heat ramp for what is exported: one hue from pale to dark, even steps of lightness in OKLCH, so that it reads in
 * greyscale and with any colour vision. A test holds it to the design tokens.
 */
export const EXPORT_RAMP = [
  "#e2f4f9",
  "#b9e4f1",
  "#90d3ea",
  "#67b8e0",
  "#439dd6",
  "#307bc4",
  "#2b58b1",
  "#273a88",
  "#1e1e61",
] as const;

export const EXPORT_INK = {
  text: "#14171d",
  quiet: "#636870",
  line: "#e0e2e5",
  usual: "#e0e2e5",
  paper: "#ffffff",
} as const;

export function hexOf([r, g, b]: Rgb): string {
  return `#${[r, g, b].map((channel) => channel.toString(16).padStart(2, "0")).join("")}`;
}
