import { createServer } from "node:net";

/**
 * Ports for pods, handed out round-robin so that a port that was just freed rests; one in use elsewhere is skipped.
 * The range 0 to 0 takes whatever the system has free.
 */
export class PortPool {
  private readonly taken = new Set<number>();
  private next: number;

  constructor(
    private readonly from: number,
    private readonly to: number,
  ) {
    this.next = from;
  }

  /** Undefined when every port is taken. */
  async acquire(): Promise<number | undefined> {
    for (let tries = this.to - this.from + 1; tries > 0; tries -= 1) {
      const port = this.next;
      this.next = port === this.to ? this.from : port + 1;
      if (this.taken.has(port)) continue;
      if (port !== 0) this.taken.add(port);
      const free = await listenablePort(port);
      if (free !== undefined) return free;
      this.taken.delete(port);
    }
    return undefined;
  }

  release(port: number): void {
    this.taken.delete(port);
  }
}

/** The port, or for 0 one that the system chose; undefined when somebody listens there. */
function listenablePort(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(undefined));
    server.listen({ port, host: "127.0.0.1", exclusive: true }, () => {
      const address = server.address();
      const chosen = address === null || typeof address === "string" ? undefined : address.port;
      server.close(() => resolve(chosen));
    });
  });
}
