import { BOARD_ORDERS } from "@/lib/domain/board-order";
import type { IncidentFilter } from "@/lib/ports";
import type { BoardQuery } from "./board";

const PAGE_DEFAULT = 50;
const PAGE_MAX = 500;
const SEARCH_MAX = 200;

/** `?status&service&severity&team&from&to&search&id&cursor&limit`: repeated or comma-separated values are alternatives. Bad dates are left out. */
export function incidentFilterOf(query: URLSearchParams): IncidentFilter {
  const list = (name: string): readonly string[] | undefined => {
    const values = query
      .getAll(name)
      // As it would have been stored: PostgreSQL refuses U+0000.
      .flatMap((value) => value.replaceAll("\0", "\ufffd").split(","))
      .filter((value) => value !== "");
    return values.length > 0 ? values : undefined;
  };
  const date = (name: string): Date | undefined => {
    const time = Date.parse(query.get(name) ?? "");
    return Number.isNaN(time) ? undefined : new Date(time);
  };
  const search = query.get("search")?.replaceAll("\0", "\ufffd").trim().slice(0, SEARCH_MAX) || undefined;
  const limit = Number.parseInt(query.get("limit") ?? "", 10);
  const [status, service, severity, team] = [list("status"), list("service"), list("severity"), list("team")];
  const ids = list("id")?.slice(0, PAGE_MAX);
  const [from, to, cursor] = [date("from"), date("to"), query.get("cursor") || undefined];
  return {
    ...(status && { status }),
    ...(service && { service }),
    ...(severity && { severity }),
    ...(team && { team }),
    ...(from && { from }),
    ...(to && { to }),
    ...(search && { search }),
    ...(ids && { ids }),
    ...(cursor && { cursor }),
    limit: Number.isInteger(limit) && limit > 0 ? Math.min(limit, PAGE_MAX) : PAGE_DEFAULT,
  };
}

const OFFSET_MAX = 10_000_000;

/** The filter with `?order&offset`; what is unreadable is as at first. */
export function boardQueryFrom(query: URLSearchParams): BoardQuery {
  const { cursor: _cursor, ...filter } = incidentFilterOf(query);
  const offset = Number.parseInt(query.get("offset") ?? "", 10);
  return {
    filter,
    order: BOARD_ORDERS.find((order) => order === query.get("order")) ?? "need",
    offset: Number.isInteger(offset) ? Math.min(Math.max(0, offset), OFFSET_MAX) : 0,
  };
}
