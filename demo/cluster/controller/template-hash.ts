import { semanticForm, toJson } from "../json";
import type { PodTemplate } from "../state/deployment-schema";

export const POD_TEMPLATE_HASH = "pod-template-hash";

/** Kubernetes' alphabet for generated names: no vowels, so no words. */
export const SAFE_ALPHABET = "bcdfghjklmnpqrstvwxz2456789";

/** Equal when the templates mean the same, whatever ReplicaSet label one of them carries. */
export function templateIdentity(template: PodTemplate): string {
  return semanticForm(toJson(withoutHashLabel(template)));
}

/** The name suffix of a ReplicaSet: FNV-1a of the template in decimal, each digit in the safe alphabet. */
export function templateHash(template: PodTemplate): string {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(templateIdentity(template))) {
    hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  }
  return [...String(hash)].map((digit) => SAFE_ALPHABET[digit.charCodeAt(0) % SAFE_ALPHABET.length]).join("");
}

export function withoutHashLabel(template: PodTemplate): PodTemplate {
  const labels = { ...template.metadata.labels };
  delete labels[POD_TEMPLATE_HASH];
  return { ...template, metadata: { ...template.metadata, labels } };
}

export function withHashLabel(template: PodTemplate, hash: string): PodTemplate {
  const labels = { ...template.metadata.labels, [POD_TEMPLATE_HASH]: hash };
  return { ...template, metadata: { ...template.metadata, labels } };
}
