/** View state of the board, all of it in the address. Nothing chosen in a facet = everything. */
export const FACETS = ["status", "severity", "team", "service"] as const;
export type Facet = (typeof FACETS)[number];
export type BoardOrder = "need" | "age";
export type BoardFilter = Readonly<Record<Facet, readonly string[]>> & { readonly order: BoardOrder };

/** Reads the address; unknown parameters are left alone. */
export function boardFilterOf(params: URLSearchParams): BoardFilter {
  const list = (facet: Facet) => [...new Set(params.getAll(facet).filter((value) => value !== ""))].sort();
  return {
    status: list("status"),
    severity: list("severity"),
    team: list("team"),
    service: list("service"),
    order: params.get("order") === "age" ? "age" : "need",
  };
}

/** The query of the address, "" when nothing is chosen; the same filter always gives the same text. */
export function boardQueryOf(filter: BoardFilter): string {
  const params = facetParamsOf(filter);
  if (filter.order === "age") params.append("order", "age");
  return params.toString();
}

/** The same for the API, which knows no order. */
export function facetParamsOf(filter: BoardFilter): URLSearchParams {
  const params = new URLSearchParams();
  for (const facet of FACETS) for (const value of filter[facet]) params.append(facet, value);
  return params;
}

export function toggled(filter: BoardFilter, facet: Facet, value: string): BoardFilter {
  const chosen = filter[facet];
  const next = chosen.includes(value) ? chosen.filter((other) => other !== value) : [...chosen, value].sort();
  return { ...filter, [facet]: next };
}

export function chosenCount(filter: BoardFilter): number {
  return FACETS.reduce((sum, facet) => sum + filter[facet].length, 0);
}
