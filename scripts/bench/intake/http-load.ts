import { connect } from "node:net";

export type LoadResult = {
  readonly durationMs: number;
  readonly latenciesMs: readonly number[];
  readonly failures: number;
};

/**
 * Posts bodies over so many keep-alive connections, one request at a time on each, as fast as answers come. Bare sockets:
 * the generator shares the machine with what it measures, so it must cost little.
 */
export async function postAll(options: {
  readonly url: string;
  readonly token: string;
  readonly bodies: readonly Buffer[];
  readonly connections: number;
}): Promise<LoadResult> {
  const { hostname, port, pathname, host } = new URL(options.url);
  const head = (length: number): string =>
    `POST ${pathname} HTTP/1.1\r\nHost: ${host}\r\nAuthorization: Bearer ${options.token}\r\nContent-Type: application/json\r\nContent-Length: ${length}\r\n\r\n`;
  const latenciesMs: number[] = [];
  let failures = 0;
  let next = 0;
  const startedAt = performance.now();
  const connection = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const socket = connect({ host: hostname, port: Number(port), noDelay: true });
      let sentAt = 0;
      let received = "";
      const send = (): void => {
        const body = options.bodies[next];
        next += 1;
        if (body === undefined) {
          socket.end();
          return;
        }
        received = "";
        sentAt = performance.now();
        socket.write(head(body.length));
        socket.write(body);
      };
      socket.once("connect", send);
      socket.on("data", (chunk) => {
        received += chunk.toString("latin1");
        const headEnd = received.indexOf("\r\n\r\n");
        if (headEnd < 0) return;
        const length = Number(/content-length: (\d+)/i.exec(received)?.[1] ?? 0);
        if (received.length < headEnd + 4 + length) return;
        latenciesMs.push(performance.now() - sentAt);
        if (!received.startsWith("HTTP/1.1 202")) failures += 1;
        send();
      });
      socket.once("error", reject);
      socket.once("close", () => resolve());
    });
  await Promise.all(Array.from({ length: Math.min(options.connections, options.bodies.length) }, connection));
  return { durationMs: performance.now() - startedAt, latenciesMs, failures };
}
