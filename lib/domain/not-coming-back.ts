import type { Change } from "./change";
import type { NotComingBack } from "./mitigation";
import { asRecord, containersOf, isRecord } from "./pod-template";
import { compareText } from "./text-order";
import type { PodTemplate, Revision, Workload } from "./workload";

/**
 * What a rollback of the pod template leaves as it is, in the order of how much it can hurt. Schema and replicas are always named;
 * the others when there is something to name. Lists are comma-separated, `n` counts them.
 */
export function notComingBackOf(input: {
  readonly workload: Workload;
  readonly target: Revision;
  readonly changes: readonly Change[];
  readonly keptAnnotations: readonly string[];
}): readonly NotComingBack[] {
  const { workload, target, changes, keptAnnotations } = input;
  const since = changes.filter((change) => change.at > target.createdAt);
  const schema = since.filter((change) => change.kind === "schema");
  const config = since.filter((change) => change.kind === "config" || change.kind === "flag");
  const names = configNamesOf(target.template);
  const cause = workload.annotations["kubernetes.io/change-cause"];
  const annotations = [...keptAnnotations, ...(cause === undefined ? [] : ["kubernetes.io/change-cause"])];
  return [
    { kind: "schema", params: { n: schema.length, names: schema.map((change) => change.summary).join(", ") } },
    ...(names.length + config.length > 0
      ? [{ kind: "config" as const, params: { n: names.length, names: names.join(", "), changes: config.length } }]
      : []),
    { kind: "replicas", params: { replicas: workload.replicas } },
    {
      kind: "strategy",
      params: { maxUnavailable: workload.strategy.maxUnavailable, maxSurge: workload.strategy.maxSurge },
    },
    ...(annotations.length > 0
      ? [{ kind: "annotations" as const, params: { n: annotations.length, names: annotations.join(", ") } }]
      : []),
  ];
}

/** ConfigMaps and Secrets that the template reads: a rollback puts the reference back, not the content. */
function configNamesOf(template: PodTemplate): readonly string[] {
  const names = new Set<string>();
  const note = (kind: string, reference: unknown, key = "name"): void => {
    const name = asRecord(reference)[key];
    if (typeof name === "string") names.add(`${kind}/${name}`);
  };
  const { volumes } = asRecord(template.spec);
  for (const volume of Array.isArray(volumes) ? volumes.filter(isRecord) : []) {
    note("configmap", volume.configMap);
    note("secret", volume.secret, "secretName");
  }
  for (const container of containersOf(template)) {
    for (const source of Array.isArray(container.envFrom) ? container.envFrom.filter(isRecord) : []) {
      note("configmap", source.configMapRef);
      note("secret", source.secretRef);
    }
    for (const variable of Array.isArray(container.env) ? container.env.filter(isRecord) : []) {
      const from = asRecord(variable.valueFrom);
      note("configmap", from.configMapKeyRef);
      note("secret", from.secretKeyRef);
    }
  }
  return [...names].sort(compareText);
}
