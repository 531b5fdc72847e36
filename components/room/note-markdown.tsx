"use client";

import Markdown, { type Components } from "react-markdown";
import remarkGfm from "remark-gfm";

const PLUGINS = [remarkGfm];
/** No images: a note must not make every reader's browser ask another host. */
const ALLOWED = ["p", "br", "strong", "em", "del", "code", "pre", "a", "ul", "ol", "li", "blockquote"];

const COMPONENTS: Components = {
  p: ({ children }) => <p className="[&+*]:mt-1">{children}</p>,
  a: ({ children, href }) => (
    <a href={href} rel="noreferrer" target="_blank" className="text-accent underline underline-offset-2">
      {children}
    </a>
  ),
  ul: ({ children }) => <ul className="list-disc pl-4">{children}</ul>,
  ol: ({ children }) => <ol className="list-decimal pl-4">{children}</ol>,
  blockquote: ({ children }) => (
    <blockquote className="border-line-strong border-l-2 pl-2 text-fg-2">{children}</blockquote>
  ),
  pre: ({ children }) => <pre className="overflow-x-auto font-mono text-xs">{children}</pre>,
  code: ({ children }) => <code className="font-mono text-[0.92em]">{children}</code>,
};

/** A note's Markdown: emphasis, code, lists, links and quotations; no HTML, no images, no headings. */
export function NoteMarkdown({ text }: { text: string }) {
  return (
    <span className="block whitespace-normal">
      <Markdown remarkPlugins={PLUGINS} components={COMPONENTS} allowedElements={ALLOWED} unwrapDisallowed>
        {text}
      </Markdown>
    </span>
  );
}
