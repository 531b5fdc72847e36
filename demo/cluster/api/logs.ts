import type { ServerResponse } from "node:http";
import type { LogBuffer, LogLine } from "../kubelet/log-buffer";
import type { Pod } from "../state/objects";
import { badRequest } from "./api-failure";

interface LogRequest {
  pod: Pod;
  logs: { current?: LogBuffer; previous?: LogBuffer };
  query: URLSearchParams;
  response: ServerResponse;
  nowMs: number;
}

/** Container output as text, following it when asked. Throws 400 when there is no such container or no output yet. */
export function sendLogs({ pod, logs, query, response, nowMs }: LogRequest): void {
  const name = pod.metadata.name;
  const own = pod.spec.containers.map((container) => container.name);
  const container = query.get("container") ?? own[0] ?? "";
  if (!own.includes(container)) throw badRequest(`container ${container} is not valid for pod ${name}`);
  const previous = query.get("previous") === "true";
  const buffer = previous ? logs.previous : logs.current;
  if (buffer === undefined) {
    throw badRequest(
      previous
        ? `previous terminated container "${container}" in pod "${name}" not found`
        : `container "${container}" in pod "${name}" is waiting to start: ${waitingReason(pod)}`,
    );
  }
  const stamped = query.get("timestamps") === "true";
  const write = (line: LogLine) => {
    response.write(stamped ? `${new Date(line.atMs).toISOString()} ${line.text}\n` : `${line.text}\n`);
  };
  const lines = buffer.read({ sinceMs: sinceMs(query, nowMs), tail: wholeNumber(query, "tailLines") });
  response.writeHead(200, { "content-type": "text/plain", "cache-control": "no-cache, private" });
  response.flushHeaders();
  for (const line of limited(lines, wholeNumber(query, "limitBytes"))) write(line);
  if (query.get("follow") !== "true") {
    response.end();
    return;
  }
  response.on(
    "close",
    buffer.follow(write, () => response.end()),
  );
}

function waitingReason(pod: Pod): string {
  const state = pod.status.containerStatuses?.[0]?.state;
  return state !== undefined && "waiting" in state ? state.waiting.reason : "ContainerCreating";
}

function sinceMs(query: URLSearchParams, nowMs: number): number | undefined {
  const seconds = wholeNumber(query, "sinceSeconds");
  if (seconds !== undefined) return nowMs - seconds * 1_000;
  const time = query.get("sinceTime");
  if (time === null) return undefined;
  const parsed = Date.parse(time);
  if (Number.isNaN(parsed)) throw badRequest(`sinceTime: Invalid value: ${JSON.stringify(time)}`);
  return parsed;
}

function wholeNumber(query: URLSearchParams, key: string): number | undefined {
  const text = query.get(key);
  if (text === null || text === "") return undefined;
  if (!/^\d+$/.test(text)) throw badRequest(`${key}: Invalid value: ${JSON.stringify(text)}`);
  return Number(text);
}

function limited(lines: readonly LogLine[], limitBytes: number | undefined): readonly LogLine[] {
  if (limitBytes === undefined) return lines;
  let used = 0;
  return lines.filter((line) => {
    used += Buffer.byteLength(line.text) + 1;
    return used <= limitBytes;
  });
}
