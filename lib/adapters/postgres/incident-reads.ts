import type { Pool } from "pg";
import type { IncidentFilter, IncidentRow, Store } from "@/lib/ports";
import type { Prisma, PrismaClient } from "./generated/client";
import { incidentOfRow } from "./incident-rows";
import { OPEN_INCIDENTS, openIncidentOf, openRowSchema } from "./open-incident-rows";
import { isUuid } from "./transaction";

const FACETS = ["status", "severity", "team", "service"] as const;
type Facet = (typeof FACETS)[number];
const SELECT = { id: true, number: true, openKey: true, state: true, detectedAt: true } as const;

type Selected = { id: string; number: number; openKey: string | null; state: unknown; detectedAt: Date };

function whereOf(filter: Omit<IncidentFilter, "limit">, except?: Facet): Prisma.IncidentWhereInput {
  const lists = FACETS.flatMap((facet) => {
    const values = facet === except ? undefined : filter[facet];
    return values && values.length > 0 ? [{ [facet]: { in: [...values] } }] : [];
  });
  const detectedAt = { ...(filter.from ? { gte: filter.from } : {}), ...(filter.to ? { lt: filter.to } : {}) };
  const ids = filter.ids ? [{ id: { in: filter.ids.filter(isUuid) } }] : [];
  return { AND: [...lists, ...ids, ...namedBy(filter.search)], ...(filter.from || filter.to ? { detectedAt } : {}) };
}

/** Title or a service (its own or an alert's) contain the text, or the number is it (with or without #). */
function namedBy(search: string | undefined): readonly Prisma.IncidentWhereInput[] {
  if (search === undefined) return [];
  const contains = search.replace(/[\\%_]/g, "\\$&");
  const number = /^#?(\d{1,9})$/.exec(search)?.[1];
  const part = { contains, mode: "insensitive" } as const;
  const named = [{ title: part }, { service: part }, { episodes: { some: { service: part } } }];
  return [{ OR: [...named, ...(number === undefined ? [] : [{ number: Number(number) }])] }];
}

/** The place after a row in (detectedAt, id) order, newest first. */
function cursorOf(row: Selected): string {
  return Buffer.from(`${row.detectedAt.getTime()} ${row.id}`).toString("base64url");
}

/** A cursor that is not ours starts from the beginning. */
function afterCursor(cursor: string | undefined): Prisma.IncidentWhereInput {
  const [time, id] = Buffer.from(cursor ?? "", "base64url")
    .toString("utf8")
    .split(" ");
  if (id === undefined || !isUuid(id) || !/^-?\d{1,15}$/.test(time ?? "")) return {};
  const detectedAt = new Date(Number(time));
  return { OR: [{ detectedAt: { lt: detectedAt } }, { detectedAt, id: { lt: id } }] };
}

export function incidentReads(
  prisma: PrismaClient,
  pool: Pool,
): Pick<Store, "incident" | "incidents" | "openIncidents" | "facets" | "services"> {
  const rowOf = async (row: Selected): Promise<IncidentRow> => ({
    incident: await incidentOfRow(pool, { id: row.id, number: row.number, open_key: row.openKey, state: row.state }),
    number: row.number,
  });
  return {
    async incident(idOrNumber) {
      const where = isUuid(idOrNumber)
        ? { id: idOrNumber }
        : /^\d{1,9}$/.test(idOrNumber)
          ? { number: Number(idOrNumber) }
          : null;
      const row = where === null ? null : await prisma.incident.findUnique({ where, select: SELECT });
      return row === null ? null : rowOf(row);
    },
    async incidents(filter) {
      const where = whereOf(filter);
      const [found, total] = await Promise.all([
        prisma.incident.findMany({
          where: { AND: [where, afterCursor(filter.cursor)] },
          select: SELECT,
          orderBy: [
            ...(filter.order === "severity" ? [{ severity: "asc" } as const] : []),
            { detectedAt: "desc" },
            { id: "desc" },
          ],
          skip: filter.skip ?? 0,
          take: filter.limit + 1,
        }),
        prisma.incident.count({ where }),
      ]);
      const page = found.slice(0, filter.limit);
      const last = page.at(-1);
      const rows: IncidentRow[] = [];
      for (const row of page) rows.push(await rowOf(row));
      return { rows, nextCursor: found.length > page.length && last ? cursorOf(last) : null, total };
    },
    async openIncidents() {
      const { rows } = await pool.query<unknown[]>({ name: "open-incidents", text: OPEN_INCIDENTS, rowMode: "array" });
      return rows.map((row) => openIncidentOf(openRowSchema.parse(row)));
    },
    async facets(filter) {
      const counted = await Promise.all(
        FACETS.map(async (facet) => {
          const groups = await prisma.incident.groupBy({ by: [facet], where: whereOf(filter, facet), _count: true });
          const values = groups.map((group) => ({ value: group[facet], n: group._count }));
          return [facet, values.sort((a, b) => b.n - a.n || (a.value < b.value ? -1 : 1))] as const;
        }),
      );
      const byFacet = new Map(counted);
      const of = (facet: Facet) => byFacet.get(facet) ?? [];
      return { status: of("status"), severity: of("severity"), team: of("team"), service: of("service") };
    },
    async services() {
      const { rows } = await pool.query<{ service: string }>(
        `SELECT service FROM incident UNION SELECT jsonb_array_elements_text(state->'services') FROM incident
         UNION SELECT service FROM change_record ORDER BY 1`,
      );
      return rows.map(({ service }) => service);
    },
  };
}
