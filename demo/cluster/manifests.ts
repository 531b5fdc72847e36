import type { JsonObject } from "./json";

export interface ShopService {
  name: string;
  team: string;
  /** The commit that v1 was built from. */
  commit: string;
}

/** The shop as it is before anything goes wrong: every service at v1, each built from its own commit. */
export const SHOP_SERVICES: readonly ShopService[] = [
  { name: "gateway", team: "edge", commit: "8c41e0d5b7a2f96310cd4e8a5f27b9e1d3064a7f" },
  { name: "auth", team: "identity", commit: "1f7d93a0c6e84b25d9f1038a7be6420c5d8e917b" },
  { name: "order", team: "checkout", commit: "b52e7c4f19d08a6e3c7b5f2049ad81e6f3b0c9d4" },
  { name: "payment", team: "checkout", commit: "e09a46d2831fb7c5a04e9d6b2f58c1730dae9b65" },
  { name: "inventory", team: "catalogue", commit: "47b8f1c35e6d92a0b8147ce3f095d2a6e81b3c70" },
  { name: "risk", team: "identity", commit: "d6304fae91b75c28e3fa0b619c84d7e25af1630c" },
];

const REPLICAS = 2;
/** The shop looks at its endpoints file every 100 ms; after this nobody sends to a pod that is going away. */
const PRE_STOP_SECONDS = 0.3;

/** The Deployment of one service at a version, as an operator would apply it. */
export function shopDeployment(service: ShopService, version = "v1"): JsonObject {
  const { name, team, commit } = service;
  const labels = { app: name, "app.kubernetes.io/name": name, "app.kubernetes.io/part-of": "shop", team };
  return {
    kind: "Deployment",
    apiVersion: "apps/v1",
    metadata: {
      name,
      labels,
      annotations: { "kubernetes.io/change-cause": `release ${version}` },
    },
    spec: {
      replicas: REPLICAS,
      selector: { matchLabels: { app: name } },
      strategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
      progressDeadlineSeconds: 60,
      template: {
        metadata: {
          labels: { ...labels, "app.kubernetes.io/version": version },
          annotations: { "org.opencontainers.image.revision": commit },
        },
        spec: {
          terminationGracePeriodSeconds: 10,
          containers: [
            {
              name,
              image: `shop/${name}:${version}`,
              ports: [{ name: "http", containerPort: 8080 }],
              readinessProbe: {
                httpGet: { path: "/readyz", port: "http" },
                periodSeconds: 1,
                timeoutSeconds: 2,
                failureThreshold: 3,
              },
              lifecycle: { preStop: { exec: { command: ["/bin/sleep", String(PRE_STOP_SECONDS)] } } },
            },
          ],
        },
      },
    },
  };
}
