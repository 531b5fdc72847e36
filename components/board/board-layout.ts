import type { Board } from "@/lib/contracts/board";

export type BoardItem =
  | { readonly kind: "section"; readonly section: Board["sections"][number]["section"]; readonly n: number }
  /** `offset` counts rows through all sections, as the API does. */
  | { readonly kind: "row"; readonly offset: number; readonly isResolved: boolean };

export type BoardLayout = {
  /** Heads of sections and rows together. */
  readonly count: number;
  readonly rows: number;
  at(index: number): BoardItem | null;
  /** Place of a row among heads and rows. */
  indexOf(offset: number): number;
};

/** Where heads and rows of a list of any length lie, without a list of them. */
export function layoutOf(sections: Board["sections"]): BoardLayout {
  const starts: { index: number; offset: number }[] = [];
  let index = 0;
  let offset = 0;
  for (const { n } of sections) {
    starts.push({ index, offset });
    index += n + 1;
    offset += n;
  }
  const sectionAt = (isIn: (start: { index: number; offset: number }) => boolean) =>
    Math.max(
      0,
      starts.findLastIndex((start) => isIn(start)),
    );
  return {
    count: index,
    rows: offset,
    at(wanted) {
      if (wanted < 0 || wanted >= index) return null;
      const which = sectionAt((start) => start.index <= wanted);
      const [section, start] = [sections[which], starts[which]];
      if (section === undefined || start === undefined) return null;
      if (wanted === start.index) return { kind: "section", ...section };
      return {
        kind: "row",
        offset: start.offset + wanted - start.index - 1,
        isResolved: section.section === "resolved",
      };
    },
    indexOf: (row) => row + 1 + sectionAt((start) => start.offset <= row && start.offset < offset),
  };
}
