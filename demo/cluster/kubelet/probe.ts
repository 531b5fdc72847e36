import { get } from "node:http";
import type { Container } from "../state/deployment-schema";

export type ProbeResult = { ok: true } | { ok: false; message: string };

export interface HttpProbe {
  path: string;
  initialDelayMs: number;
  periodMs: number;
  timeoutMs: number;
  successThreshold: number;
  failureThreshold: number;
}

/** The readiness probe of a container in ms, or undefined when it has none over HTTP. */
export function httpProbeOf(container: Container): HttpProbe | undefined {
  const probe = container.readinessProbe;
  if (probe?.httpGet === undefined) return undefined;
  return {
    path: probe.httpGet.path,
    initialDelayMs: (probe.initialDelaySeconds ?? 0) * 1_000,
    periodMs: Math.max(1, probe.periodSeconds) * 1_000,
    timeoutMs: Math.max(1, probe.timeoutSeconds) * 1_000,
    successThreshold: probe.successThreshold,
    failureThreshold: probe.failureThreshold,
  };
}

/** One probe as the kubelet does it: 200–399 is ready, everything else says why not. Never rejects. */
export function probeHttp(port: number, probe: HttpProbe): Promise<ProbeResult> {
  const url = `http://127.0.0.1:${port}${probe.path}`;
  const headers = { "user-agent": "kube-probe/1.32" };
  return new Promise((resolve) => {
    const request = get(url, { agent: false, headers, signal: AbortSignal.timeout(probe.timeoutMs) }, (response) => {
      const status = response.statusCode ?? 0;
      response.resume();
      if (status >= 200 && status < 400) resolve({ ok: true });
      else resolve({ ok: false, message: `HTTP probe failed with statuscode: ${status}` });
    });
    request.on("error", (error) => resolve({ ok: false, message: `Get "${url}": ${error.message}` }));
  });
}
