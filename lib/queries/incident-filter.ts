import type { IncidentFilter } from "@/lib/ports";

const PAGE_DEFAULT = 50;
const PAGE_MAX = 500;
const SEARCH_MAX = 200;

/** `?status&service&severity&team&from&to&search&cursor&limit`: repeated or comma-separated values are alternatives. Bad dates are left out. */
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
  const [from, to, cursor] = [date("from"), date("to"), query.get("cursor") || undefined];
  return {
    ...(status && { status }),
    ...(service && { service }),
    ...(severity && { severity }),
    ...(team && { team }),
    ...(from && { from }),
    ...(to && { to }),
    ...(search && { search }),
    ...(cursor && { cursor }),
    limit: Number.isInteger(limit) && limit > 0 ? Math.min(limit, PAGE_MAX) : PAGE_DEFAULT,
  };
}
