import type { Diagnosis } from "./cause";
import type { Service } from "./service";

export type WantedTarget = {
  readonly service?: string | undefined;
  readonly namespace?: string | undefined;
  readonly workload?: string | undefined;
};

/** The service to roll back: the one asked for, else where the top hypothesis says it began (never something external), else the incident's. */
export function serviceToRollBack(
  wanted: WantedTarget,
  incident: { readonly service: string },
  diagnosis: Diagnosis | null,
): string {
  if (wanted.service !== undefined) return wanted.service;
  const top = diagnosis?.isInsufficient === false ? diagnosis.hypotheses[0]?.cause.service : undefined;
  return top === undefined || top.startsWith("external:") ? incident.service : top;
}

type Known = { readonly namespace: string; readonly name: string; readonly service: string };

/** The Deployment that runs a service: the one asked for, the catalogue's, else the first discovered one of that name; null when none. */
export function workloadToRollBack(
  wanted: WantedTarget,
  service: Service,
  discovered: readonly Known[],
): { readonly namespace: string; readonly name: string } | null {
  if (wanted.workload !== undefined) {
    const found = discovered.find(
      ({ name, namespace }) => name === wanted.workload && namespace === (wanted.namespace ?? namespace),
    );
    const namespace = wanted.namespace ?? service.workload?.namespace ?? found?.namespace ?? "default";
    return { namespace, name: wanted.workload };
  }
  if (service.workload !== null) return { namespace: service.workload.namespace, name: service.workload.deployment };
  const found = discovered.find(
    (known) => known.service === service.name && known.namespace === (wanted.namespace ?? known.namespace),
  );
  return found === undefined ? null : { namespace: found.namespace, name: found.name };
}

const NOT_PRODUCTION = new Set(["dev", "staging", "test", "demo"]);

/** What must be typed before production is touched; null elsewhere. An environment that nobody named counts as production. */
export function confirmTextOf(
  environment: string,
  service: string,
  to: { readonly version: string | null; readonly revision: number },
): string | null {
  return NOT_PRODUCTION.has(environment) ? null : `${service} ${to.version ?? `r${to.revision}`}`;
}

/** Another mitigation of the same workload that is still at work. */
export function otherActiveMitigation<
  T extends {
    readonly id: string;
    readonly status: string;
    readonly preview: { readonly namespace: string; readonly workload: string };
  },
>(
  rows: readonly T[],
  own: { readonly id: string; readonly namespace: string; readonly name: string },
  active: readonly string[],
): T | null {
  return (
    rows.find(
      (row) =>
        row.id !== own.id &&
        active.includes(row.status) &&
        row.preview.namespace === own.namespace &&
        row.preview.workload === own.name,
    ) ?? null
  );
}

/** How a workload is named where only one mitigation may hold it. */
export function workloadKeyOf({ namespace, name }: { readonly namespace: string; readonly name: string }): string {
  return `${namespace}/${name}`;
}
