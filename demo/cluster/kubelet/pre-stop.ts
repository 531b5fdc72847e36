import type { Container } from "../state/deployment-schema";

/** How long the preStop hook takes: `sleep.seconds`, or an exec of sleep (the only command this node has). */
export function preStopMs(container: Container | undefined): number {
  const hook = container?.lifecycle?.preStop;
  if (hook?.sleep !== undefined) return hook.sleep.seconds * 1_000;
  const command = hook?.exec?.command.join(" ") ?? "";
  const match = /(?:^|[\s/])sleep (\d+(?:\.\d+)?)$/.exec(command);
  return Number(match?.[1] ?? 0) * 1_000;
}
