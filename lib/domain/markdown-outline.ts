export type OutlineEntry = {
  readonly level: 2 | 3;
  readonly text: string;
  readonly id: string;
  /** From 1: ties the entry to its heading in the rendered document. */
  readonly line: number;
};

/** Second and third level headings of a Markdown document, outside code fences, with ids that are unique in it. */
export function markdownOutline(markdown: string): readonly OutlineEntry[] {
  const seen = new Map<string, number>();
  const entries: OutlineEntry[] = [];
  let fence: string | null = null;
  for (const [index, line] of markdown.split(/\r?\n/).entries()) {
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
    if (mark !== undefined) {
      if (fence === null) fence = mark;
      else if (mark.startsWith(fence)) fence = null;
      continue;
    }
    const heading = fence === null ? /^ {0,3}(##|###)\s+(.+?)\s*#*\s*$/.exec(line) : null;
    if (heading === null) continue;
    const text = plainText(heading[2] ?? "");
    const slug = slugOf(text);
    const count = seen.get(slug) ?? 0;
    seen.set(slug, count + 1);
    const id = count === 0 ? slug : `${slug}-${count}`;
    entries.push({ level: heading[1] === "##" ? 2 : 3, text, id, line: index + 1 });
  }
  return entries;
}

/** Letters and digits of any script, joined by hyphens. */
function slugOf(text: string): string {
  const slug = text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, "-")
    .replace(/^-|-$/g, "");
  return slug === "" ? "section" : slug;
}

/** A heading without its inline marks. */
function plainText(markdown: string): string {
  return markdown
    .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/[*_`~]/g, "")
    .replace(/\\(.)/g, "$1")
    .trim();
}
