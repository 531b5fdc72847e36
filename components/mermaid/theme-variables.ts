/** Our tokens as Mermaid's `base` theme wants them: Mermaid computes with colours, so it gets values, not variables. */
export function mermaidThemeVariables(tokenOf: (name: string) => string): Readonly<Record<string, string>> {
  const [surface, raised, line, strong] = [
    tokenOf("surface"),
    tokenOf("raised"),
    tokenOf("line"),
    tokenOf("line-strong"),
  ];
  const [fg, fg2, fg3] = [tokenOf("fg"), tokenOf("fg-2"), tokenOf("fg-3")];
  return {
    background: surface,
    fontSize: "12px",
    primaryColor: raised,
    primaryTextColor: fg,
    primaryBorderColor: strong,
    secondaryColor: raised,
    tertiaryColor: surface,
    lineColor: fg2,
    textColor: fg,
    titleColor: fg2,
    actorBkg: raised,
    actorBorder: strong,
    actorTextColor: fg,
    actorLineColor: strong,
    signalColor: fg2,
    signalTextColor: fg,
    labelBoxBkgColor: raised,
    labelBoxBorderColor: line,
    labelTextColor: fg2,
    noteBkgColor: raised,
    noteBorderColor: line,
    noteTextColor: fg2,
    sectionBkgColor: surface,
    altSectionBkgColor: surface,
    sectionBkgColor2: surface,
    gridColor: line,
    todayLineColor: "transparent",
    taskBkgColor: strong,
    taskBorderColor: strong,
    taskTextColor: fg,
    taskTextLightColor: fg,
    taskTextOutsideColor: fg,
    taskTextDarkColor: fg,
    doneTaskBkgColor: strong,
    doneTaskBorderColor: strong,
    activeTaskBkgColor: strong,
    activeTaskBorderColor: fg3,
    critBkgColor: tokenOf("watch-solid"),
    critBorderColor: tokenOf("watch-solid"),
  };
}

/** What Mermaid's variables do not reach: grid lines, title, and a phase over its budget (finished and critical). */
export function mermaidThemeCss(tokenOf: (name: string) => string): string {
  const over = ".doneCrit0,.doneCrit1,.doneCrit2,.doneCrit3,.activeCrit0,.activeCrit1,.activeCrit2,.activeCrit3";
  const inside = [0, 1, 2, 3]
    .map((n) => `.doneCritText${n}:not(.taskTextOutsideLeft):not(.taskTextOutsideRight)`)
    .join(",");
  return [
    `.grid .tick line{stroke:${tokenOf("line")}}`,
    `.grid .tick text{fill:${tokenOf("fg-3")};font-size:10px}`,
    `.titleText{font-size:12px;fill:${tokenOf("fg-3")}}`,
    `${over}{fill:${tokenOf("watch-solid")};stroke:${tokenOf("watch-solid")};cursor:default}`,
    `${inside}{fill:${tokenOf("on-watch")}!important}`,
    ".section{opacity:0}",
    `.messageText{stroke:${tokenOf("surface")}!important;stroke-width:4px;paint-order:stroke;stroke-linejoin:round}`,
    ".actor-line{stroke-dasharray:1 3}",
    ".note{filter:none!important}",
    `.sectionTitle{fill:${tokenOf("fg-3")}}`,
  ].join("");
}
