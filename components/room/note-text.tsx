"use client";

import dynamic from "next/dynamic";

/** What makes plain words more than that: only then is the renderer loaded. */
const MARKUP = /[*_`~[\]|]|^\s{0,3}(#|>|[-+]\s|\d+[.)]\s)|https?:\/\//m;

const NoteMarkdown = dynamic(() => import("./note-markdown").then((module) => module.NoteMarkdown), { ssr: false });

/** The words of a note. Markdown is drawn once its renderer is there; until then, and without any, the text as it was typed. */
export function NoteText({ text }: { text: string }) {
  return MARKUP.test(text) ? <NoteMarkdown text={text} /> : text;
}
