import { uuidv7 } from "uuidv7";
import { discoveredService } from "@/lib/adapters/catalogue/normalise";
import { kubernetesCluster } from "@/lib/adapters/kubernetes/client";
import { createPostgres, type Postgres } from "@/lib/adapters/postgres/client";
import type { Deps } from "@/lib/ports";
import { healthyMetrics } from "./healthy-metrics";

export const WINDOW_MS = 4_000;

export type WorkerDeps = Pick<Deps, "clock" | "ids" | "store" | "cluster" | "metrics" | "settings" | "catalogue">;

/** What a worker needs to plan, carry out and verify a rollback: the real database and the real client, figures of a healthy service. */
export function workerDeps(options: { databaseUrl: string; kubeconfigPath: string; clockOffsetMs?: number }): {
  deps: WorkerDeps;
  postgres: Postgres;
} {
  const { clockOffsetMs = 0 } = options;
  const postgres = createPostgres({ url: options.databaseUrl, poolSize: 4 });
  const deps: WorkerDeps = {
    clock: { now: () => new Date(Date.now() + clockOffsetMs) },
    ids: { next: () => uuidv7() },
    store: postgres.store,
    cluster: kubernetesCluster({ kubeconfigPath: options.kubeconfigPath, context: null }),
    metrics: healthyMetrics(),
    settings: {
      recoveryWindowMs: () => WINDOW_MS,
      planTtlMs: () => 600_000,
      diagnosisDelayMs: () => 0,
      deviationForMs: () => 30_000,
      updateIntervals: () => ({ "SEV-1": 900_000, "SEV-2": 1_800_000, "SEV-3": 3_600_000 }),
    },
    catalogue: {
      service: (name) => ({ ...discoveredService(name), workload: { namespace: "shop", deployment: name } }),
      services: () => [],
      discover: () => {},
    },
  };
  return { deps, postgres };
}
