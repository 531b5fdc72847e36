import { renameSync, writeFileSync } from "node:fs";
import { isReady } from "../controller/availability";
import type { Pod } from "../state/objects";
import { ZONE_LABEL } from "./placement";

/** `{"order":["127.0.0.1:3025"]}`: ready pods by service; a service without any is an empty list. */
export function endpointsOf(pods: readonly Pod[], services: readonly string[]): Record<string, string[]> {
  const endpoints: Record<string, string[]> = Object.fromEntries(services.map((service) => [service, []]));
  for (const pod of pods) {
    const address = addressOf(pod);
    if (address === undefined || !isReady(pod)) continue;
    const service = serviceOf(pod);
    endpoints[service] = [...(endpoints[service] ?? []), address];
  }
  return endpoints;
}

export interface ScrapeTarget {
  targets: [string];
  labels: Record<string, string>;
}

/** Prometheus file_sd: every started pod that is not being stopped, ready or not, so that a crash shows as `up == 0`. */
export function scrapeTargetsOf(pods: readonly Pod[]): ScrapeTarget[] {
  return pods.flatMap((pod): ScrapeTarget[] => {
    const address = addressOf(pod);
    if (address === undefined) return [];
    const labels = {
      service: serviceOf(pod),
      version: pod.spec.containers[0]?.image?.split(":")[1] ?? "",
      pod: pod.metadata.name,
      namespace: pod.metadata.namespace ?? "",
      deployment: deploymentOf(pod),
      zone: pod.metadata.labels?.[ZONE_LABEL] ?? "",
    };
    return [{ targets: [address], labels }];
  });
}

function addressOf(pod: Pod): string | undefined {
  const port = pod.spec.containers[0]?.ports?.[0]?.containerPort;
  if (port === undefined || pod.status.podIP === undefined || pod.metadata.deletionTimestamp !== undefined) {
    return undefined;
  }
  return `${pod.status.podIP}:${port}`;
}

function serviceOf(pod: Pod): string {
  const labels = pod.metadata.labels ?? {};
  return labels["app.kubernetes.io/name"] ?? labels.app ?? deploymentOf(pod);
}

/** The ReplicaSet's name without its hash. */
function deploymentOf(pod: Pod): string {
  const set = pod.metadata.ownerReferences?.[0]?.name ?? pod.metadata.name;
  return set.slice(0, Math.max(0, set.lastIndexOf("-")));
}

/** Readers see the old file or the new one, never half of one. Unchanged content is not written again. */
export class AtomicFile {
  private written: string | undefined;

  constructor(readonly path: string) {}

  write(content: object): void {
    const text = `${JSON.stringify(content, null, 2)}\n`;
    if (text === this.written) return;
    const draft = `${this.path}.${process.pid}.tmp`;
    writeFileSync(draft, text);
    renameSync(draft, this.path);
    this.written = text;
  }
}
