import { processStartTime } from "./kubelet/process-record";
import { parseMainOptions, USAGE } from "./options";
import { type Cluster, startCluster } from "./server";

const PARENT_CHECK_MS = 500;

const options = parseMainOptions(process.argv.slice(2));
if (!options.ok) {
  console.error(`cluster: ${options.problem}\n${USAGE}`);
  process.exit(2);
}

const starting = startCluster(options.cluster);
let stopping = false;

async function stop(): Promise<void> {
  const cluster = await starting;
  if (stopping) {
    cluster.killPods();
    process.exit(1);
  }
  stopping = true;
  await cluster.close();
  process.exit(0);
}
process.on("SIGTERM", () => void stop());
process.on("SIGINT", () => void stop());
if (options.parentPid !== undefined) stopWithParent(options.parentPid);

try {
  announce(await starting);
} catch (error) {
  console.error(`cluster: ${explain(error)}`);
  process.exit(1);
}

function announce(cluster: Cluster): void {
  const { url, kubeconfigPath, adminKubeconfigPath, endpointsPath, targetsPath, tokens } = cluster;
  const ready = {
    event: "ready",
    url,
    kubeconfig: kubeconfigPath,
    adminKubeconfig: adminKubeconfigPath,
    endpoints: endpointsPath,
    targets: targetsPath,
    tokens,
  };
  process.stdout.write(`${JSON.stringify(ready)}\n`);
}

/** A launcher that was killed cannot stop us, so we watch it: gone, or another process under its number, means stop. */
function stopWithParent(pid: number): void {
  const startTime = processStartTime(pid);
  const check = setInterval(() => {
    if (isAlive(pid) && processStartTime(pid) === startTime) return;
    clearInterval(check);
    void stop();
  }, PARENT_CHECK_MS);
  check.unref();
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ESRCH") return false;
    if (error instanceof Error && "code" in error && error.code === "EPERM") return true;
    throw error;
  }
}

function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = "code" in error ? error.code : undefined;
  if (code === "EADDRINUSE" && options.ok) return `127.0.0.1:${options.cluster.port} is in use`;
  return error.message;
}
