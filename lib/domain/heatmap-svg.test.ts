import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { heatCellsOf } from "./heat-cells";
import { EXPORT_RAMP } from "./heat-ramp";
import { shadesOf } from "./heat-shades";
import { type HeatmapSvg, heatmapSvg } from "./heatmap-svg";
import { escapedXml } from "./svg-text";

const columns = [[5, 0, 0], [5, 1, 0], null, null, [0, 7, 2]];
const cells = heatCellsOf({ boundsS: [0.1, 0.3], columns }, { maxColumns: 99, maxRows: 99, firstIndex: 0 });
const picture: HeatmapSvg = {
  title: "Latency of order",
  about: ["13:47–14:07 UTC, 10 s a column"],
  cells,
  shades: shadesOf(cells.columns, cells.rows.length, "log"),
  timeTicks: [{ at: 0.5, label: "14:00" }],
  latencyTicks: [{ at: 0.5, label: "300 ms" }],
  objective: { at: 0.5, label: "objective 300 ms" },
  markers: [{ at: 0.8, label: "r7" }],
  legend: { low: "1", high: "7 requests", gap: "no data", usual: null },
};

describe("the heat map as SVG", () => {
  it("stands alone: title, axes, time zone, legend, objective and markers are in it", () => {
    const svg = heatmapSvg(picture);
    expect(svg).toMatch(/^<\?xml version="1.0" encoding="UTF-8"\?>\n<svg xmlns="http:\/\/www.w3.org\/2000\/svg"/);
    for (const words of ["<title>Latency of order</title>", "UTC", "14:00", "300 ms", "r7", "7 requests", "no data"]) {
      expect(svg).toContain(words);
    }
    expect(svg).not.toMatch(/href|<script|NaN|undefined|Infinity/);
  });

  it("draws one rectangle per run of equal cells and one per run of gaps", () => {
    const svg = heatmapSvg(picture);
    const group = svg.slice(svg.indexOf('<g shape-rendering="crispEdges">'), svg.indexOf("</g>"));
    // Bottom row: 5 5 gap gap – → one run; middle: – 1 gap gap 7 → two; top: 2 → one; gaps → one.
    expect(group.match(/<rect/g)).toHaveLength(5);
    expect(group.match(/url\(#gap\)/g)).toHaveLength(1);
  });

  it("is well formed whatever it is told", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const svg = heatmapSvg({ ...picture, title: text, about: [text], markers: [{ at: 0.1, label: text }] });
        expect(unclosed(svg)).toEqual([]);
      }),
    );
    expect(escapedXml("<b a='\"'>&\u0000\u{1F525}\ud800")).toBe(
      "&lt;b a=&#39;&quot;&#39;&gt;&amp;\ufffd\u{1F525}\ufffd",
    );
  });

  it("has the ramp of the design tokens", () => {
    const tokens = readFileSync(new URL("../../app/tokens.css", import.meta.url), "utf8");
    const light = tokens.slice(tokens.indexOf("theme-light"), tokens.indexOf("theme-dark"));
    expect([...light.matchAll(/--heat-\d: (#[0-9a-f]{6});/g)].map(([, color]) => color)).toEqual([...EXPORT_RAMP]);
  });
});

/** Elements that are not closed in order, and text that XML forbids. */
function unclosed(svg: string): readonly string[] {
  const open: string[] = [];
  const wrong: string[] = [];
  const body = svg.slice(svg.indexOf("?>") + 2);
  for (const [, isEnd, name, rest] of body.matchAll(/<(\/?)([a-z]+)((?:\s[a-zA-Z0-9-]+="[^"<]*")*\s*\/?)>/g)) {
    if (isEnd === "/") {
      if (open.pop() !== name) wrong.push(`</${name}>`);
    } else if (!rest?.endsWith("/")) open.push(name ?? "");
  }
  const text = body.replaceAll(/<\/?[a-z]+(?:\s[a-zA-Z0-9-]+="[^"<]*")*\s*\/?>/g, "");
  if (/[<>]|&(?!(amp|lt|gt|quot|#39);)/.test(text)) wrong.push(text);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/.test(svg)) wrong.push("control character");
  return [...wrong, ...open];
}
