import { mermaidThemeCss, mermaidThemeVariables } from "./theme-variables";

let counter = 0;

/** Mermaid measures in the page: in a box of the right width that nobody sees and that moves nothing. */
function benchOf(widthPx: number): HTMLElement {
  const bench = document.createElement("div");
  bench.setAttribute("aria-hidden", "true");
  bench.style.cssText = `position:fixed;top:0;left:0;width:${widthPx}px;height:0;overflow:hidden;visibility:hidden`;
  document.body.append(bench);
  return bench;
}

function token(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

/**
 * Draws Mermaid text as an SVG string in the present theme. Mermaid is loaded with the first diagram only. Strict: labels are
 * text, never markup or links. Throws what Mermaid's parser says about a text that it does not accept.
 */
export async function drawMermaid(text: string, widthPx: number): Promise<string> {
  const { default: mermaid } = await import("mermaid");
  mermaid.initialize({
    startOnLoad: false,
    securityLevel: "strict",
    suppressErrorRendering: true,
    theme: "base",
    themeVariables: mermaidThemeVariables(token),
    themeCSS: mermaidThemeCss(token),
    fontFamily: token("font-sans") || "Inter Variable, ui-sans-serif, system-ui, sans-serif",
    htmlLabels: false,
    gantt: {
      useWidth: Math.max(320, widthPx),
      barHeight: 15,
      barGap: 6,
      topPadding: 52,
      titleTopMargin: 20,
      gridLineStartPadding: 40,
      leftPadding: 96,
      rightPadding: 24,
      fontSize: 11,
      sectionFontSize: "11px",
      numberSectionStyles: 1,
    },
    sequence: {
      useMaxWidth: true,
      mirrorActors: false,
      wrap: true,
      width: 128,
      height: 30,
      actorMargin: 36,
      messageMargin: 26,
      boxMargin: 6,
      noteMargin: 6,
      messageFontSize: 11,
      actorFontSize: 12,
      noteFontSize: 11,
    },
  });
  counter += 1;
  const bench = benchOf(widthPx);
  try {
    return (await mermaid.render(`firebreak-mermaid-${counter}`, text, bench)).svg;
  } finally {
    bench.remove();
  }
}
