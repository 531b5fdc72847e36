/** A pod template as the API server holds it: compared, hashed and put back, never interpreted beyond what is named here. */
export type PodTemplate = Readonly<Record<string, unknown>>;

export type ContainerImage = { readonly container: string; readonly image: string };

/** One revision of a Deployment = one owned ReplicaSet. */
export type Revision = {
  readonly number: number;
  readonly replicaSet: string;
  readonly template: PodTemplate;
  /** SHA-256 of the canonical template without the pod-template-hash label. */
  readonly templateHash: string;
  readonly images: readonly ContainerImage[];
  readonly version: string | null;
  readonly commit: string | null;
  /** From the pods' imageID; null when no pod of the revision has been seen. */
  readonly imageDigest: string | null;
  readonly createdAt: Date;
  readonly annotations: Readonly<Record<string, string>>;
};

export type RolloutCondition = {
  readonly type: string;
  readonly status: string;
  readonly reason: string;
  readonly message: string;
};

/** A Deployment as read, with its revisions (newest first) and what is needed to judge a rollback. */
export type Workload = {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly resourceVersion: string;
  readonly generation: number;
  readonly observedGeneration: number;
  readonly isPaused: boolean;
  readonly replicas: number;
  readonly updatedReplicas: number;
  readonly totalReplicas: number;
  readonly availableReplicas: number;
  readonly template: PodTemplate;
  readonly templateHash: string;
  readonly currentRevision: number;
  readonly revisions: readonly Revision[];
  readonly annotations: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  readonly conditions: readonly RolloutCondition[];
  readonly strategy: {
    readonly maxUnavailable: string;
    readonly maxSurge: string;
    readonly hasReadinessProbe: boolean;
    readonly hasPreStop: boolean;
    readonly gracePeriodS: number;
  };
};

/** kubectl's completion test: the controller has seen the newest spec and only updated, available pods remain. */
export function isRolloutComplete(w: Workload): boolean {
  return (
    w.observedGeneration >= w.generation &&
    w.updatedReplicas === w.replicas &&
    w.totalReplicas === w.replicas &&
    w.availableReplicas === w.replicas
  );
}
