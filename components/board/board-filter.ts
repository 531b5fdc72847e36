import { BOARD_ORDERS, type BoardOrder } from "@/lib/domain/board-order";

/** View state of the board, all of it in the address. Nothing chosen in a facet = everything. */
export const FACETS = ["status", "severity", "team", "service"] as const;
export type Facet = (typeof FACETS)[number];
export type BoardFilter = Readonly<Record<Facet, readonly string[]>> & {
  readonly search: string;
  readonly order: BoardOrder;
};

/** Reads the address; unknown parameters are left alone. */
export function boardFilterOf(params: URLSearchParams): BoardFilter {
  const list = (facet: Facet) => [...new Set(params.getAll(facet).filter((value) => value !== ""))].sort();
  return {
    status: list("status"),
    severity: list("severity"),
    team: list("team"),
    service: list("service"),
    search: (params.get("search") ?? "").trim(),
    order: BOARD_ORDERS.find((order) => order === params.get("order")) ?? "need",
  };
}

/** The query of the address and of the API, "" when nothing is chosen; the same filter always gives the same text. */
export function boardQueryOf(filter: BoardFilter): string {
  const params = new URLSearchParams();
  for (const facet of FACETS) for (const value of filter[facet]) params.append(facet, value);
  if (filter.search !== "") params.append("search", filter.search);
  if (filter.order !== "need") params.append("order", filter.order);
  return params.toString();
}

export function toggled(filter: BoardFilter, facet: Facet, value: string): BoardFilter {
  const chosen = filter[facet];
  const next = chosen.includes(value) ? chosen.filter((other) => other !== value) : [...chosen, value].sort();
  return { ...filter, [facet]: next };
}

/** Choices and search taken back; the order stays. */
export function unfiltered({ order }: BoardFilter): BoardFilter {
  return { status: [], severity: [], team: [], service: [], search: "", order };
}

export function chosenCount(filter: BoardFilter): number {
  return FACETS.reduce((sum, facet) => sum + filter[facet].length, 0) + (filter.search === "" ? 0 : 1);
}
