"use client";

import { useMemo } from "react";
import Markdown, { type Components } from "react-markdown";
import remarkGfm from "remark-gfm";
import { markdownOutline } from "@/lib/domain/markdown-outline";
import { MermaidDiagram } from "../mermaid/mermaid-diagram";

const PLUGINS = [remarkGfm];

/** Markdown as a document: GitHub's dialect, no raw HTML, Mermaid blocks drawn, headings that the outline can jump to. */
export function MarkdownView({ markdown, fileName }: { markdown: string; fileName: string }) {
  const components = useMemo((): Components => {
    const idAtLine = new Map(markdownOutline(markdown).map(({ line, id }) => [line, id]));
    return {
      h1: ({ children }) => <p className="mb-2 font-semibold text-xl leading-7 tracking-tight">{children}</p>,
      h2: ({ children, node }) => (
        <h2
          id={idAtLine.get(node?.position?.start.line ?? 0)}
          className="mt-7 mb-1.5 scroll-mt-20 font-semibold text-[17px] leading-6 tracking-tight first:mt-0"
        >
          {children}
        </h2>
      ),
      h3: ({ children, node }) => (
        <h3
          id={idAtLine.get(node?.position?.start.line ?? 0)}
          className="mt-4 mb-1 scroll-mt-20 font-semibold text-md leading-5"
        >
          {children}
        </h3>
      ),
      p: ({ children }) => <p className="my-2">{children}</p>,
      ul: ({ children }) => <ul className="my-2 list-disc pl-5 marker:text-fg-3">{children}</ul>,
      ol: ({ children }) => <ol className="my-2 list-decimal pl-5 marker:text-fg-3">{children}</ol>,
      li: ({ children }) => <li className="py-px">{children}</li>,
      a: ({ children, href }) => (
        <a href={href} rel="noreferrer" className="text-accent underline underline-offset-2">
          {children}
        </a>
      ),
      blockquote: ({ children }) => (
        <blockquote className="my-2 border-line-strong border-l-2 pl-3 text-fg-2">{children}</blockquote>
      ),
      table: ({ children }) => (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a table that scrolls must be reachable by keyboard
        <div tabIndex={0} className="my-2 overflow-x-auto">
          <table className="w-full border-collapse text-sm leading-[17px]">{children}</table>
        </div>
      ),
      th: ({ children, style }) => (
        <th
          scope="col"
          style={style}
          className="border-line border-b py-1 pr-3 text-left font-medium text-fg-3 text-xs"
        >
          {children}
        </th>
      ),
      td: ({ children, style }) => (
        <td style={style} className="border-line border-b py-1.5 pr-3 align-top">
          {children}
        </td>
      ),
      hr: () => <hr className="my-4 border-line" />,
      pre: ({ children, node }) => {
        const mermaid = mermaidTextOf(node);
        return mermaid === null ? (
          <pre className="my-2 overflow-x-auto rounded-2 border border-line bg-raised px-3 py-2 font-mono text-[11.5px] leading-[18px]">
            {children}
          </pre>
        ) : (
          <MermaidDiagram text={mermaid} fileName={fileName} />
        );
      },
      code: ({ children }) => <code className="font-mono text-[0.92em]">{children}</code>,
    };
  }, [markdown, fileName]);
  return (
    <Markdown remarkPlugins={PLUGINS} components={components}>
      {markdown}
    </Markdown>
  );
}

type PreNode = Parameters<Extract<NonNullable<Components["pre"]>, (props: never) => unknown>>[0]["node"];

/** The text of a fenced block whose language is mermaid; null for every other block. */
function mermaidTextOf(node: PreNode): string | null {
  const code = node?.children[0];
  if (code?.type !== "element" || code.tagName !== "code") return null;
  const { className } = code.properties;
  const isMermaid = Array.isArray(className) && className.includes("language-mermaid");
  const text = code.children[0];
  return isMermaid && text?.type === "text" ? text.value : null;
}
