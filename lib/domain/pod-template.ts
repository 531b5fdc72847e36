import { canonicalJson } from "./canonical-json";
import type { PodTemplate } from "./workload";

const HASH_LABEL = "pod-template-hash";

/** Narrows wire data without trusting it: a plain object, or an empty one. */
export function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return isRecord(value) ? value : {};
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The template as a Deployment holds it: a ReplicaSet's copy carries one more label, which belongs to the controller. */
export function withoutHashLabel(template: PodTemplate): PodTemplate {
  const metadata = asRecord(template.metadata);
  const { [HASH_LABEL]: _hash, ...labels } = asRecord(metadata.labels);
  const hasLabels = Object.keys(labels).length > 0;
  const { labels: _labels, ...rest } = metadata;
  return { ...template, metadata: hasLabels ? { ...rest, labels } : rest };
}

/** Text whose SHA-256 is the template's hash: two templates run the same pods exactly when it is equal. Nulls count as absent. */
export function templateHashInput(template: PodTemplate): string {
  return canonicalJson(withoutNulls(withoutHashLabel(template)));
}

function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== null)
      .map(([key, member]) => [key, withoutNulls(member)]),
  );
}

/** Containers of a template, in its order. */
export function containersOf(template: PodTemplate): readonly Readonly<Record<string, unknown>>[] {
  const { containers } = asRecord(template.spec);
  return Array.isArray(containers) ? containers.filter(isRecord) : [];
}
