import type { BoardGroup, BoardNeed } from "./board-need";
import { PHASES, type PhaseName } from "./golden-chain";
import type { Severity } from "./severity";

export const BOARD_ORDERS = ["need", "severity", "age", "phase"] as const;
export type BoardOrder = (typeof BOARD_ORDERS)[number];

/** Sections of the list. Only the order by need tells those who need a person from the others. */
export const BOARD_SECTIONS = ["needs_person", "in_hand", "open", "resolved"] as const;
export type BoardSection = (typeof BOARD_SECTIONS)[number];

/** An open incident with the judgement of one moment. */
export type Placed = Pick<BoardNeed, "group"> & {
  readonly number: number;
  readonly severity: Severity;
  readonly detectedAt: Date;
  readonly phase: PhaseName | null;
};

export function sectionOf(group: BoardGroup, order: BoardOrder): BoardSection {
  return order === "need" || group === "resolved" ? group : "open";
}

/**
 * Open incidents in the order of the list: by need (who needs a person, worst, oldest), by severity (worst, oldest), by age (newest),
 * by phase (earliest in the chain, worst, oldest). The number decides between equals, so that the order is always the same.
 */
export function inBoardOrder<T extends Placed>(rows: readonly T[], order: BoardOrder): readonly T[] {
  const bySeverity = (a: Placed, b: Placed) => textOrder(a.severity, b.severity) || oldest(a, b);
  const compare: Readonly<Record<BoardOrder, (a: Placed, b: Placed) => number>> = {
    need: (a, b) => Number(b.group === "needs_person") - Number(a.group === "needs_person") || bySeverity(a, b),
    severity: bySeverity,
    age: (a, b) => -oldest(a, b),
    phase: (a, b) => phaseRank(a) - phaseRank(b) || bySeverity(a, b),
  };
  return [...rows].sort(compare[order]);
}

function oldest(a: Placed, b: Placed): number {
  return a.detectedAt.getTime() - b.detectedAt.getTime() || a.number - b.number;
}

function phaseRank({ phase }: Placed): number {
  return phase === null ? PHASES.length : PHASES.indexOf(phase);
}

function textOrder(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
