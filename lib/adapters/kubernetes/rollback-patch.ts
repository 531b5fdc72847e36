import type { RollbackPlan } from "@/lib/domain/mitigation";
import { MITIGATION_ANNOTATION } from "@/lib/domain/rollback";
import { compareText } from "@/lib/domain/text-order";

export type PatchOperation =
  | { readonly op: "test" | "replace" | "add"; readonly path: string; readonly value: unknown }
  | { readonly op: "remove"; readonly path: string };

/**
 * The one patch of a rollback (RFC 6902): it stands only on the very object that was read (uid and version), and it carries
 * the mitigation's id, so that whoever reads the object later knows that it was applied.
 */
export function rollbackPatch(
  plan: RollbackPlan,
  mitigationId: string,
  current: { readonly resourceVersion: string; readonly annotations: Readonly<Record<string, string>> },
): readonly PatchOperation[] {
  const wanted = { ...plan.annotations, [MITIGATION_ANNOTATION]: mitigationId };
  const annotations = Object.entries(wanted)
    .sort(([a], [b]) => compareText(a, b))
    .flatMap(([key, value]): PatchOperation[] => {
      const path = `/metadata/annotations/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`;
      if (value !== null) return [{ op: "add", path, value }];
      return Object.hasOwn(current.annotations, key) ? [{ op: "remove", path }] : [];
    });
  const hasNone = Object.keys(current.annotations).length === 0;
  return [
    { op: "test", path: "/metadata/uid", value: plan.workload.uid },
    { op: "test", path: "/metadata/resourceVersion", value: current.resourceVersion },
    { op: "replace", path: "/spec/template", value: plan.template },
    ...(hasNone ? [{ op: "add" as const, path: "/metadata/annotations", value: {} }] : []),
    ...annotations,
  ];
}
