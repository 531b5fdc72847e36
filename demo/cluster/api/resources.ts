import type { Resource } from "../state/objects";
import type { ResourceNames } from "./api-failure";

export interface ResourceInfo extends ResourceNames {
  resource: Resource;
  singular: string;
  namespaced: boolean;
  shortNames: readonly string[];
  verbs: readonly string[];
  categories?: readonly string[];
}

const READ = ["get", "list", "watch"] as const;

/** Everything that is served, and what can be done with it. */
export const RESOURCES: readonly ResourceInfo[] = [
  {
    resource: "deployments",
    singular: "deployment",
    kind: "Deployment",
    group: "apps",
    namespaced: true,
    shortNames: ["deploy"],
    verbs: ["create", "delete", ...READ, "patch", "update"],
    categories: ["all"],
  },
  {
    resource: "replicasets",
    singular: "replicaset",
    kind: "ReplicaSet",
    group: "apps",
    namespaced: true,
    shortNames: ["rs"],
    verbs: READ,
    categories: ["all"],
  },
  {
    resource: "pods",
    singular: "pod",
    kind: "Pod",
    group: "",
    namespaced: true,
    shortNames: ["po"],
    verbs: ["delete", ...READ],
    categories: ["all"],
  },
  {
    resource: "services",
    singular: "service",
    kind: "Service",
    group: "",
    namespaced: true,
    shortNames: ["svc"],
    verbs: READ,
    categories: ["all"],
  },
  {
    resource: "events",
    singular: "event",
    kind: "Event",
    group: "",
    namespaced: true,
    shortNames: ["ev"],
    verbs: READ,
  },
  {
    resource: "namespaces",
    singular: "namespace",
    kind: "Namespace",
    group: "",
    namespaced: false,
    shortNames: ["ns"],
    verbs: READ,
  },
  { resource: "nodes", singular: "node", kind: "Node", group: "", namespaced: false, shortNames: ["no"], verbs: READ },
];

export function resourceInfo(group: string, resource: string): ResourceInfo | undefined {
  return RESOURCES.find((info) => info.group === group && info.resource === resource);
}

export function apiVersionOf(info: Pick<ResourceInfo, "group">): string {
  return info.group === "" ? "v1" : `${info.group}/v1`;
}
