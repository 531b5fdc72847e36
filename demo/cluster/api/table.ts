import type { Resource, ResourceTypes } from "../state/objects";
import { COLUMNS, type Column } from "./columns";

interface TableOptions<R extends Resource> {
  resource: R;
  objects: readonly ResourceTypes[R][];
  resourceVersion: string;
  nowMs: number;
  /** `includeObject` of the request: kubectl asks for the metadata, for `Object` when it sorts, or for None. */
  include: string;
  /** Later events of a watch leave the definitions out. */
  withColumns?: boolean;
}

/** meta.k8s.io/v1 Table. */
export function tableOf<R extends Resource>(options: TableOptions<R>): object {
  const { resource, objects, resourceVersion, nowMs, include, withColumns = true } = options;
  const columns: readonly Column<ResourceTypes[R]>[] = COLUMNS[resource];
  return {
    kind: "Table",
    apiVersion: "meta.k8s.io/v1",
    metadata: { resourceVersion },
    columnDefinitions: withColumns
      ? columns.map(({ name, type, wide }) => ({
          name,
          type,
          format: name === "Name" ? "name" : "",
          description: "",
          priority: wide === true ? 1 : 0,
        }))
      : null,
    rows: objects.map((object) => ({
      cells: columns.map((column) => column.cell(object, nowMs)),
      ...objectOf(object, include),
    })),
  };
}

function objectOf<R extends Resource>(object: ResourceTypes[R], include: string): object {
  if (include === "None") return {};
  if (include === "Object") return { object };
  const { metadata } = object;
  return { object: { kind: "PartialObjectMetadata", apiVersion: "meta.k8s.io/v1", metadata } };
}
