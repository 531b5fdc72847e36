import type { Container } from "../state/deployment-schema";
import type {
  ApiObject,
  ClusterEvent,
  Deployment,
  Pod,
  ReplicaSet,
  Resource,
  ResourceTypes,
  Service,
} from "../state/objects";
import { ageText } from "./duration-text";

type Cell = string | number;

/** `wide` columns show with `-o wide` only. */
export interface Column<T> {
  name: string;
  type: "string" | "integer";
  wide?: true;
  cell: (object: T, nowMs: number) => Cell;
}

function text<T>(name: string, cell: (object: T, nowMs: number) => string): Column<T> {
  return { name, type: "string", cell };
}
function count<T>(name: string, cell: (object: T) => number): Column<T> {
  return { name, type: "integer", cell };
}
function wide<T>(column: Column<T>): Column<T> {
  return { ...column, wide: true };
}

const name = text<ApiObject>("Name", (object) => object.metadata.name);
const age = text<ApiObject>("Age", (object, nowMs) => ageText(object.metadata.creationTimestamp, nowMs));

const containers = (of: readonly Container[]) => of.map((container) => container.name).join(",");
const images = (of: readonly Container[]) => of.map((container) => container.image ?? "").join(",");
const pairs = (labels: Record<string, string>) =>
  Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(",") || "<none>";

const deploymentColumns: readonly Column<Deployment>[] = [
  name,
  text("Ready", ({ spec, status }) => `${status.readyReplicas ?? 0}/${spec.replicas}`),
  count("Up-to-date", ({ status }) => status.updatedReplicas ?? 0),
  count("Available", ({ status }) => status.availableReplicas ?? 0),
  age,
  wide(text("Containers", ({ spec }) => containers(spec.template.spec.containers))),
  wide(text("Images", ({ spec }) => images(spec.template.spec.containers))),
  wide(text("Selector", ({ spec }) => pairs(spec.selector.matchLabels))),
];

const replicaSetColumns: readonly Column<ReplicaSet>[] = [
  name,
  count("Desired", ({ spec }) => spec.replicas),
  count("Current", ({ status }) => status.replicas),
  count("Ready", ({ status }) => status.readyReplicas ?? 0),
  age,
  wide(text("Containers", ({ spec }) => containers(spec.template.spec.containers))),
  wide(text("Images", ({ spec }) => images(spec.template.spec.containers))),
  wide(text("Selector", ({ spec }) => pairs(spec.selector.matchLabels))),
];

/** The STATUS column: why a container is not running says more than the phase. */
function podStatusText(pod: Pod): string {
  if (pod.metadata.deletionTimestamp !== undefined) return "Terminating";
  for (const { state } of pod.status.containerStatuses ?? []) {
    if ("waiting" in state) return state.waiting.reason;
    if ("terminated" in state) return state.terminated.reason;
  }
  return pod.status.phase;
}

const podColumns: readonly Column<Pod>[] = [
  name,
  text("Ready", ({ spec, status }) => {
    const ready = status.containerStatuses?.filter((container) => container.ready).length ?? 0;
    return `${ready}/${spec.containers.length}`;
  }),
  text("Status", podStatusText),
  text("Restarts", (pod, nowMs) => {
    const container = pod.status.containerStatuses?.[0];
    const last =
      container === undefined || !("terminated" in container.lastState) ? undefined : container.lastState.terminated;
    const restarts = String(container?.restartCount ?? 0);
    return last === undefined ? restarts : `${restarts} (${ageText(last.finishedAt, nowMs)} ago)`;
  }),
  age,
  wide(text("IP", ({ status }) => status.podIP ?? "<none>")),
  wide(text("Node", ({ spec }) => spec.nodeName ?? "<none>")),
  wide(text("Nominated Node", () => "<none>")),
  wide(text("Readiness Gates", () => "<none>")),
];

const eventColumns: readonly Column<ClusterEvent>[] = [
  text("Last Seen", (event, nowMs) => ageText(event.lastTimestamp, nowMs)),
  text("Type", (event) => event.type),
  text("Reason", (event) => event.reason),
  text("Object", ({ involvedObject }) => `${involvedObject.kind.toLowerCase()}/${involvedObject.name}`),
  wide(text("Source", ({ source }) => [source.component, source.host].filter(Boolean).join(", "))),
  text("Message", (event) => event.message),
  wide(text("First Seen", (event, nowMs) => ageText(event.firstTimestamp, nowMs))),
  wide(count("Count", (event) => event.count)),
  wide(name),
];

const serviceColumns: readonly Column<Service>[] = [
  name,
  text("Type", ({ spec }) => spec.type),
  text("Cluster-IP", ({ spec }) => spec.clusterIP),
  text("External-IP", () => "<none>"),
  text("Port(s)", ({ spec }) => spec.ports.map((port) => `${port.port}/${port.protocol}`).join(",")),
  age,
  wide(text("Selector", ({ spec }) => pairs(spec.selector))),
];

/** What `kubectl get` shows of each resource. */
export const COLUMNS: { readonly [R in Resource]: readonly Column<ResourceTypes[R]>[] } = {
  deployments: deploymentColumns,
  replicasets: replicaSetColumns,
  pods: podColumns,
  events: eventColumns,
  services: serviceColumns,
  namespaces: [name, text("Status", ({ status }) => status.phase), age],
  nodes: [
    name,
    text("Status", () => "Ready"),
    text("Roles", () => "<none>"),
    age,
    text("Version", ({ status }) => status.nodeInfo.kubeletVersion),
  ],
};
