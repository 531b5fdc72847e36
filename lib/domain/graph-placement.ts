/** Directed, without self-loops. Ids are unique. */
export type Graph = {
  readonly nodes: readonly string[];
  readonly edges: readonly { readonly from: string; readonly to: string }[];
};

export type Point = { readonly x: number; readonly y: number };

/**
 * Where a graph's nodes go: in columns from left (entries) to right, in abstract units that a drawing scales each way on its own.
 * Nodes are given by their centres and never closer than one pitch, so boxes smaller than that never overlap.
 */
export type Placement = {
  readonly nodes: readonly (Point & { readonly id: string; readonly column: number })[];
  /** `via`: where a long edge passes the columns between its nodes, clear of the nodes there. */
  readonly edges: readonly { readonly from: string; readonly to: string; readonly via: readonly Point[] }[];
};

export const COLUMN_PITCH = 160;
export const ROW_PITCH = 40;
