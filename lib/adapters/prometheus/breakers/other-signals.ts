import type { Ejection, ReachedLimit, Shedding, TargetHealth } from "@/lib/domain/protection";
import type { Grid } from "@/lib/domain/series";
import { compareText } from "@/lib/domain/text-order";

/** One series of a signal that is not a breaker, with whom it stands between. */
export type PodGauge = {
  readonly caller: string;
  readonly callee: string;
  readonly pod: string;
  readonly metric: string;
  readonly dialect: string;
  readonly values: readonly (number | null)[];
};

type Pair<T> = { readonly caller: string; readonly callee: string; readonly readAs: T };
const byPair = <T>(a: Pair<T>, b: Pair<T>) => compareText(a.caller, b.caller) || compareText(a.callee, b.callee);

function groupsOf(gauges: readonly PodGauge[]): readonly (readonly [PodGauge, ...PodGauge[]])[] {
  const groups = new Map<string, [PodGauge, ...PodGauge[]]>();
  for (const gauge of gauges) {
    const key = JSON.stringify([gauge.caller, gauge.callee, gauge.metric]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [gauge]);
    else group.push(gauge);
  }
  return [...groups.values()];
}

const nowOf = ({ values }: PodGauge): number | null => values.at(-1) ?? null;

/** First column of the spell above zero that lasts until now. */
function sinceOf(gauges: readonly PodGauge[], grid: Grid): Date {
  const starts = gauges.map(({ values }) => {
    let column = values.length - 1;
    while (column > 0 && (values[column - 1] ?? 0) > 0) column -= 1;
    return column;
  });
  return new Date(grid.fromMs + Math.min(...starts) * grid.stepMs);
}

export function limitsOf(
  gauges: readonly PodGauge[],
  limits: Readonly<Record<string, ReachedLimit["limit"]>>,
  grid: Grid,
): readonly ReachedLimit[] {
  return groupsOf(gauges)
    .flatMap((group) => {
      const reached = group.filter((gauge) => (nowOf(gauge) ?? 0) > 0);
      const [{ caller, callee, metric, dialect }] = group;
      if (reached.length === 0) return [];
      return [
        {
          caller,
          callee,
          limit: limits[metric] ?? ("calls" as const),
          podsAtLimit: new Set(reached.map(({ pod }) => pod)).size,
          since: sinceOf(reached, grid),
          readAs: { dialect, metric },
        },
      ];
    })
    .sort(byPair);
}

export function ejectionsOf(ejected: readonly PodGauge[], hosts: readonly PodGauge[], grid: Grid): readonly Ejection[] {
  return groupsOf(ejected)
    .flatMap((group) => {
      const active = group.filter((gauge) => (nowOf(gauge) ?? 0) > 0);
      const [{ caller, callee, metric, dialect }] = group;
      if (active.length === 0) return [];
      const known = hosts
        .filter((one) => one.caller === caller && one.callee === callee)
        .flatMap((one) => nowOf(one) ?? []);
      return [
        {
          caller,
          callee,
          hostsEjected: Math.max(...active.map((gauge) => nowOf(gauge) ?? 0)),
          hosts: known.length === 0 ? null : Math.max(...known),
          podsEjecting: new Set(active.map(({ pod }) => pod)).size,
          since: sinceOf(active, grid),
          readAs: { dialect, metric },
        },
      ];
    })
    .sort(byPair);
}

export function sheddingOf(gauges: readonly PodGauge[]): readonly Shedding[] {
  return groupsOf(gauges)
    .flatMap((group) => {
      const now = group.filter((gauge) => nowOf(gauge) !== null);
      const [{ caller, callee, metric, dialect }] = group;
      if (now.length === 0) return [];
      const ratios = now.map((gauge) => Math.min(1, Math.max(0, nowOf(gauge) ?? 0)));
      return [
        {
          caller,
          callee,
          ratio: Math.max(...ratios),
          podsShedding: ratios.filter((ratio) => ratio > 0).length,
          pods: now.length,
          readAs: { dialect, metric },
        },
      ];
    })
    .sort(byPair);
}

/** `up` summed and counted by service. */
export function targetsOf(
  rows: readonly { readonly service: string; readonly kind: "up" | "targets"; readonly value: number }[],
): readonly TargetHealth[] {
  const services = new Map<string, { up: number; targets: number }>();
  for (const { service, kind, value } of rows) {
    const health = services.get(service) ?? { up: 0, targets: 0 };
    services.set(service, health);
    health[kind] += value;
  }
  return [...services]
    .map(([service, health]) => ({ service, ...health }))
    .filter(({ targets }) => targets > 0)
    .sort((a, b) => compareText(a.service, b.service));
}
