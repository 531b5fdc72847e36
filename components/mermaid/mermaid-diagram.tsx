"use client";

import { Download } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useRef, useState } from "react";
import { Button } from "../ui/button";
import { cn } from "../ui/cn";
import { CodeBlock, CopyButton } from "../ui/copy-block";
import { Notice } from "../ui/notice";
import { drawMermaid } from "./draw";
import { useThemeKey } from "./use-theme-key";

type Drawing =
  | { readonly state: "drawing" }
  | { readonly state: "drawn"; readonly svg: string }
  | { readonly state: "failed"; readonly why: string };

const FIRST_WIDTH = 700;

function kindOf(text: string): "sequence" | "gantt" | "other" {
  const first = text.trimStart();
  return first.startsWith("sequenceDiagram") ? "sequence" : first.startsWith("gantt") ? "gantt" : "other";
}

/** A diagram from Mermaid text: drawn in the theme's colours, its source one click away, both to take along. */
export function MermaidDiagram({ text, fileName = "diagram" }: { text: string; fileName?: string }) {
  const t = useTranslations("postmortem.diagram");
  const box = useRef<HTMLDivElement>(null);
  const theme = useThemeKey();
  const [drawing, setDrawing] = useState<Drawing>({ state: "drawing" });
  const [isSourceShown, setIsSourceShown] = useState(false);
  const kind = kindOf(text);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the theme is read from the page, and a new one needs a new drawing
  useEffect(() => {
    let isCurrent = true;
    drawMermaid(text, box.current?.clientWidth ?? FIRST_WIDTH).then(
      (svg) => {
        if (isCurrent) setDrawing({ state: "drawn", svg });
      },
      (error: unknown) => {
        if (isCurrent) setDrawing({ state: "failed", why: error instanceof Error ? firstLine(error.message) : "" });
      },
    );
    return () => {
      isCurrent = false;
    };
  }, [text, theme]);

  useEffect(() => {
    if (drawing.state !== "drawn" || box.current === null) return;
    const parsed = new DOMParser().parseFromString(drawing.svg, "text/html");
    const svg = parsed.body.querySelector("svg");
    svg?.setAttribute("role", "img");
    svg?.setAttribute("aria-label", t(kind));
    box.current.replaceChildren(...parsed.body.childNodes);
  }, [drawing, kind, t]);

  const isFailed = drawing.state === "failed";
  const name = `${fileName}-${kind}`;
  return (
    <figure className="my-3 rounded-2 border border-line">
      <figcaption className="flex flex-wrap items-center gap-1 px-3 pt-2 text-fg-3 text-xs print:hidden">
        {t(kind)}
        <span className="flex-1" />
        <Button
          tone="ghost"
          size="sm"
          aria-expanded={isSourceShown || isFailed}
          onClick={() => setIsSourceShown(!isSourceShown)}
          className="touch-target justify-center"
        >
          {isSourceShown ? t("hideSource") : t("showSource")}
        </Button>
        <Button
          tone="ghost"
          size="sm"
          aria-label={t("downloadMmd")}
          onClick={() => save(`${name}.mmd`, text, "text/plain")}
          className="touch-target justify-center"
        >
          <Download aria-hidden />
          .mmd
        </Button>
        <Button
          tone="ghost"
          size="sm"
          aria-label={t("downloadSvg")}
          disabled={drawing.state !== "drawn"}
          onClick={() => drawing.state === "drawn" && save(`${name}.svg`, drawing.svg, "image/svg+xml")}
          className="touch-target justify-center"
        >
          <Download aria-hidden />
          .svg
        </Button>
      </figcaption>
      {drawing.state === "drawing" ? <p className="px-3 py-6 text-center text-fg-3 text-sm">{t("drawing")}</p> : null}
      {isFailed ? (
        <Notice tone="watch" className="mx-3 mt-2">
          {t("failed", { why: drawing.why })}
        </Notice>
      ) : null}
      <div ref={box} className={cn("overflow-x-auto px-3 py-2 [&_svg]:mx-auto [&_svg]:h-auto", isFailed && "hidden")} />
      {isSourceShown || isFailed ? (
        <div className="px-3 pb-3">
          <CodeBlock text={text} label={t("showSource")} />
          <div className="mt-2">
            <CopyButton text={text} label={t("copy")} done={t("copied")} />
          </div>
        </div>
      ) : null}
    </figure>
  );
}

function firstLine(text: string): string {
  return `${text.split("\n", 1)[0] ?? ""} `;
}

function save(fileName: string, text: string, type: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  const link = document.createElement("a");
  link.href = url;
  link.download = fileName;
  link.click();
  URL.revokeObjectURL(url);
}
