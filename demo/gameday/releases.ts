import { AppsV1Api, CoreV1Api, KubeConfig, PatchStrategy, setHeaderOptions } from "@kubernetes/client-node";

const NAMESPACE = "shop";
const asJsonPatch = setHeaderOptions("Content-Type", PatchStrategy.JsonPatch);
const asMergePatch = setHeaderOptions("Content-Type", PatchStrategy.MergePatch);

/** Deploys to the demo cluster the way CI would: a patch to the Deployment, and word of it to Firebreak. */
export function releases(options: {
  readonly kubeconfig: string;
  readonly appUrl: string;
  readonly webhookToken: string;
}) {
  const config = new KubeConfig();
  config.loadFromFile(options.kubeconfig);
  // CI has rights that Firebreak has not.
  config.setCurrentContext("admin");
  const apps = config.makeApiClient(AppsV1Api);
  const core = config.makeApiClient(CoreV1Api);

  const tell = async (change: Readonly<Record<string, string>>): Promise<void> => {
    const response = await fetch(`${options.appUrl}/api/webhooks/change`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${options.webhookToken}` },
      body: JSON.stringify(change),
      signal: AbortSignal.timeout(10_000),
    });
    if (!response.ok) throw new Error(`change webhook: ${response.status} ${await response.text()}`);
  };

  const versionOf = async (service: string): Promise<string | null> => {
    const deployment = await apps.readNamespacedDeployment({ name: service, namespace: NAMESPACE });
    return deployment.spec?.template.spec?.containers[0]?.image?.split(":").at(-1) ?? null;
  };

  return {
    versionOf,
    async release({
      service,
      version,
      commit,
    }: {
      service: string;
      version: string;
      commit?: string | undefined;
    }): Promise<void> {
      const template = "/spec/template";
      await apps.patchNamespacedDeployment(
        {
          name: service,
          namespace: NAMESPACE,
          body: [
            { op: "replace", path: `${template}/spec/containers/0/image`, value: `shop/${service}:${version}` },
            { op: "add", path: `${template}/metadata/labels/app.kubernetes.io~1version`, value: version },
            ...(commit
              ? [
                  {
                    op: "add",
                    path: `${template}/metadata/annotations/org.opencontainers.image.revision`,
                    value: commit,
                  },
                ]
              : []),
            { op: "add", path: "/metadata/annotations/kubernetes.io~1change-cause", value: `release ${version}` },
          ],
        },
        asJsonPatch,
      );
      await tell({
        service,
        version,
        kind: "deploy",
        environment: "demo",
        at: new Date().toISOString(),
        ...(commit ? { commit } : {}),
      });
    },
    async scale({ service, replicas }: { service: string; replicas: number }): Promise<void> {
      await apps.patchNamespacedDeployment(
        { name: service, namespace: NAMESPACE, body: { spec: { replicas } } },
        asMergePatch,
      );
    },
    async killOnePod({ service }: { service: string }): Promise<void> {
      const pods = await core.listNamespacedPod({ namespace: NAMESPACE, labelSelector: `app=${service}`, limit: 1 });
      const name = pods.items[0]?.metadata?.name;
      if (name) await core.deleteNamespacedPod({ name, namespace: NAMESPACE, gracePeriodSeconds: 0 });
    },
  };
}
export type Releases = ReturnType<typeof releases>;
