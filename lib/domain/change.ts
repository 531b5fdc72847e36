export const CHANGE_KINDS = ["deploy", "flag", "config", "schema"] as const;
export type ChangeKind = (typeof CHANGE_KINDS)[number];

/** Something that somebody changed on purpose, told by CI or seen in the cluster. */
export type Change = {
  readonly id: string;
  readonly kind: ChangeKind;
  readonly service: string;
  readonly environment: string;
  readonly version: string | null;
  readonly previousVersion: string | null;
  readonly commit: string | null;
  readonly imageDigest: string | null;
  readonly url: string | null;
  readonly summary: string;
  readonly at: Date;
  /** "webhook" = told by CI; "cluster" = a new revision seen in Kubernetes. */
  readonly source: "webhook" | "cluster";
};
