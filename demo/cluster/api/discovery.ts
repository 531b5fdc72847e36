import { apiVersionOf, RESOURCES, type ResourceInfo } from "./resources";

interface ApiResource {
  name: string;
  singularName: string;
  namespaced: boolean;
  kind: string;
  verbs: readonly string[];
  shortNames?: readonly string[];
  categories?: readonly string[];
  group?: string;
  version?: string;
}

const SUBRESOURCES: readonly (ApiResource & { of: string })[] = [
  { of: "", name: "pods/log", singularName: "", namespaced: true, kind: "Pod", verbs: ["get"] },
  { of: "apps", name: "deployments/status", singularName: "", namespaced: true, kind: "Deployment", verbs: ["get"] },
  {
    of: "apps",
    name: "deployments/scale",
    singularName: "",
    namespaced: true,
    kind: "Scale",
    group: "autoscaling",
    version: "v1",
    verbs: ["get", "patch", "update"],
  },
];

/** The discovery documents by path. Only the unaggregated form: clients fall back to it by themselves. */
export function discoveryDocument(path: string, serverAddress: string): object | undefined {
  switch (path) {
    case "/version":
      return VERSION;
    case "/api":
      return {
        kind: "APIVersions",
        versions: ["v1"],
        serverAddressByClientCIDRs: [{ clientCIDR: "0.0.0.0/0", serverAddress }],
      };
    case "/apis":
      return {
        kind: "APIGroupList",
        apiVersion: "v1",
        groups: ["apps", "authorization.k8s.io"].map((name) => groupDocument(name)),
      };
    case "/apis/apps":
    case "/apis/authorization.k8s.io":
      return { kind: "APIGroup", apiVersion: "v1", ...groupDocument(path.slice("/apis/".length)) };
    case "/api/v1":
      return resourceList("");
    case "/apis/apps/v1":
      return resourceList("apps");
    case "/apis/authorization.k8s.io/v1":
      return {
        kind: "APIResourceList",
        apiVersion: "v1",
        groupVersion: "authorization.k8s.io/v1",
        resources: [
          {
            name: "selfsubjectaccessreviews",
            singularName: "selfsubjectaccessreview",
            namespaced: false,
            kind: "SelfSubjectAccessReview",
            verbs: ["create"],
          },
        ],
      };
    default:
      return undefined;
  }
}

const VERSION = {
  major: "1",
  minor: "32",
  gitVersion: "v1.32.0+firebreak-demo",
  gitCommit: "",
  gitTreeState: "",
  buildDate: "1970-01-01T00:00:00Z",
  goVersion: "",
  compiler: "",
  platform: "linux/amd64",
};

function groupDocument(name: string): object {
  const version = { groupVersion: `${name}/v1`, version: "v1" };
  return { name, versions: [version], preferredVersion: version };
}

function resourceList(group: string): object {
  const own = RESOURCES.filter((info) => info.group === group).map(apiResource);
  const parts = SUBRESOURCES.filter((part) => part.of === group).map(({ of: _, ...resource }) => resource);
  const groupVersion = apiVersionOf({ group });
  return { kind: "APIResourceList", apiVersion: "v1", groupVersion, resources: [...own, ...parts] };
}

function apiResource(info: ResourceInfo): ApiResource {
  const { resource, singular, namespaced, kind, verbs, shortNames, categories } = info;
  const base = { name: resource, singularName: singular, namespaced, kind, verbs, shortNames };
  return categories === undefined ? base : { ...base, categories };
}
