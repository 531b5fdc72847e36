import type { ContainerState, ContainerTerminated, Pod, PodCondition } from "../state/objects";
import { wireTime } from "../state/store";

/** What a node knows about the one container of a pod. */
export interface ContainerView {
  state: ContainerState;
  last: ContainerTerminated | undefined;
  ready: boolean;
  restartCount: number;
  imageID: string;
  containerID: string | undefined;
}

export const POD_IP = "127.0.0.1";

/** The pod with the status a kubelet would report for this container. Transition times move only with the status. */
export function withStatus(pod: Pod, view: ContainerView, nowMs: number): Pod {
  const container = pod.spec.containers[0];
  const running = "running" in view.state;
  const everStarted = running || view.last !== undefined || "terminated" in view.state;
  const unready = { reason: "ContainersNotReady", message: `containers with unready status: [${container?.name}]` };
  const condition = (type: PodCondition["type"], holds: boolean, why: object = {}): PodCondition => {
    const status = holds ? "True" : "False";
    const before = pod.status.conditions?.find((other) => other.type === type);
    const lastTransitionTime = before?.status === status ? before.lastTransitionTime : wireTime(nowMs);
    return { type, status, lastProbeTime: null, lastTransitionTime, ...(holds ? {} : why) };
  };
  return {
    ...pod,
    status: {
      ...pod.status,
      phase: everStarted ? "Running" : "Pending",
      conditions: [
        condition("Initialized", true),
        condition("Ready", view.ready, unready),
        condition("ContainersReady", view.ready, unready),
        condition("PodScheduled", true),
      ],
      hostIP: POD_IP,
      podIP: POD_IP,
      podIPs: [{ ip: POD_IP }],
      startTime: pod.status.startTime ?? wireTime(nowMs),
      containerStatuses: [
        {
          name: container?.name ?? "",
          state: view.state,
          lastState: view.last === undefined ? {} : { terminated: view.last },
          ready: view.ready,
          restartCount: view.restartCount,
          image: container?.image ?? "",
          imageID: view.imageID,
          ...(view.containerID === undefined ? {} : { containerID: view.containerID }),
          started: running,
        },
      ],
    },
  };
}
