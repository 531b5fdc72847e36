import type { ServerResponse } from "node:http";

const RETRY_MS = 1_000;
/** Unsent bytes that a connection may have waiting before whoever feeds it has to wait. */
const HIGH_WATER_BYTES = 256 * 1024;
/** A client that takes nothing for so long is dropped; it resumes from its last id. */
const STALLED_MS = 20_000;

/** One `text/event-stream` response. */
export type EventStream = {
  /** Resolves true when more may be sent: at once, or after a slow client has caught up. False when it is gone. */
  write(text: string): Promise<boolean>;
  /** For what need not arrive: a client that is too slow for it is dropped. */
  writeOrDrop(text: string): void;
  comment(text: string): void;
  isOpen(): boolean;
  /** Asks the client to come back in a second and ends. */
  end(): void;
  onClose(listener: () => void): void;
};

export function createEventStream(response: ServerResponse): EventStream {
  response.writeHead(200, {
    "Content-Type": "text/event-stream; charset=utf-8",
    // no-transform: a compressing proxy would hold events back.
    "Cache-Control": "no-cache, no-transform",
    Connection: "keep-alive",
    "X-Accel-Buffering": "no",
  });
  response.flushHeaders();
  response.socket?.setNoDelay(true);
  response.socket?.setTimeout(0);
  const isOpen = (): boolean => !response.destroyed && !response.writableEnded;

  const drained = (): Promise<boolean> =>
    new Promise((resolve) => {
      const done = (hasDrained: boolean): void => {
        clearTimeout(stalled);
        response.off("drain", onDrain);
        response.off("close", onGone);
        resolve(hasDrained);
      };
      const onDrain = (): void => done(true);
      const onGone = (): void => done(false);
      const stalled = setTimeout(() => {
        response.destroy();
        done(false);
      }, STALLED_MS);
      response.once("drain", onDrain);
      response.once("close", onGone);
    });

  return {
    async write(text) {
      if (!isOpen()) return false;
      const hasRoom = response.write(text);
      return hasRoom || response.writableLength < HIGH_WATER_BYTES ? true : drained();
    },
    writeOrDrop(text) {
      if (isOpen() && !response.write(text) && response.writableLength > HIGH_WATER_BYTES) response.destroy();
    },
    comment(text) {
      // A client that takes nothing gets no comments either: they would pile up.
      if (isOpen() && response.writableLength < HIGH_WATER_BYTES) response.write(`: ${text}\n\n`);
    },
    isOpen,
    end() {
      if (isOpen()) response.end(`retry: ${RETRY_MS}\n\n`);
    },
    onClose(listener) {
      if (response.destroyed) listener();
      else response.once("close", listener);
    },
  };
}
