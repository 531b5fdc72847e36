import type { DeploymentInput, PodTemplate } from "./deployment-schema";

/** The Kubernetes objects held here, as they look on the wire. */

export interface OwnerReference {
  apiVersion: string;
  kind: string;
  name: string;
  uid: string;
  controller: true;
  blockOwnerDeletion: true;
}

export interface ManagedField {
  manager: string;
  operation: "Update";
  apiVersion: string;
  time: string;
  fieldsType: "FieldsV1";
  fieldsV1: object;
  subresource?: string;
}

export interface ObjectMeta {
  name: string;
  generateName?: string;
  namespace?: string;
  uid: string;
  resourceVersion: string;
  generation?: number;
  creationTimestamp: string;
  deletionTimestamp?: string;
  deletionGracePeriodSeconds?: number;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  ownerReferences?: OwnerReference[];
  managedFields?: ManagedField[];
}

export interface ApiObject {
  kind: string;
  apiVersion: string;
  metadata: ObjectMeta;
}

export interface DeploymentCondition {
  type: "Available" | "Progressing";
  status: "True" | "False" | "Unknown";
  lastUpdateTime: string;
  lastTransitionTime: string;
  reason: string;
  message: string;
}

/** Counts of zero are left out, as the real server does. */
export interface DeploymentStatus {
  observedGeneration?: number;
  replicas?: number;
  updatedReplicas?: number;
  readyReplicas?: number;
  availableReplicas?: number;
  unavailableReplicas?: number;
  conditions?: DeploymentCondition[];
}

export interface Deployment extends ApiObject {
  kind: "Deployment";
  spec: DeploymentInput["spec"];
  status: DeploymentStatus;
}

export interface ReplicaSet extends ApiObject {
  kind: "ReplicaSet";
  spec: {
    replicas: number;
    selector: { matchLabels: Record<string, string> };
    template: PodTemplate;
    minReadySeconds?: number;
  };
  status: {
    replicas: number;
    fullyLabeledReplicas?: number;
    readyReplicas?: number;
    availableReplicas?: number;
    observedGeneration?: number;
  };
}

export interface ContainerTerminated {
  exitCode: number;
  signal?: number;
  reason: string;
  message?: string;
  startedAt: string;
  finishedAt: string;
  containerID: string;
}

export type ContainerState =
  | { waiting: { reason: string; message?: string } }
  | { running: { startedAt: string } }
  | { terminated: ContainerTerminated };

export interface ContainerStatus {
  name: string;
  state: ContainerState;
  lastState: ContainerState | Record<string, never>;
  ready: boolean;
  restartCount: number;
  image: string;
  imageID: string;
  containerID?: string;
  started: boolean;
}

export interface PodCondition {
  type: "Initialized" | "Ready" | "ContainersReady" | "PodScheduled";
  status: "True" | "False";
  lastProbeTime: null;
  lastTransitionTime: string;
  reason?: string;
  message?: string;
}

export interface Pod extends ApiObject {
  kind: "Pod";
  spec: PodTemplate["spec"] & { nodeName?: string };
  status: {
    phase: "Pending" | "Running" | "Failed";
    conditions?: PodCondition[];
    hostIP?: string;
    podIP?: string;
    podIPs?: { ip: string }[];
    startTime?: string;
    containerStatuses?: ContainerStatus[];
    qosClass: string;
  };
}

export interface ClusterEvent extends ApiObject {
  kind: "Event";
  involvedObject: {
    kind: string;
    namespace: string;
    name: string;
    uid: string;
    apiVersion: string;
    resourceVersion: string;
  };
  reason: string;
  message: string;
  source: { component: string; host?: string };
  firstTimestamp: string;
  lastTimestamp: string;
  count: number;
  type: "Normal" | "Warning";
  eventTime: null;
  reportingComponent: string;
  reportingInstance: string;
}

export interface Service extends ApiObject {
  kind: "Service";
  spec: {
    clusterIP: string;
    type: "ClusterIP";
    selector: Record<string, string>;
    ports: { name: string; protocol: string; port: number; targetPort: string }[];
  };
  status: object;
}

export interface Namespace extends ApiObject {
  kind: "Namespace";
  status: { phase: "Active" };
}

export interface ClusterNode extends ApiObject {
  kind: "Node";
  status: { conditions: { type: "Ready"; status: "True" }[]; nodeInfo: { kubeletVersion: string } };
}

export interface ResourceTypes {
  deployments: Deployment;
  replicasets: ReplicaSet;
  pods: Pod;
  events: ClusterEvent;
  services: Service;
  namespaces: Namespace;
  nodes: ClusterNode;
}
export type Resource = keyof ResourceTypes;
