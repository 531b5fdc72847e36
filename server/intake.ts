import type { IncomingMessage, ServerResponse } from "node:http";
import type { Caller } from "@/lib/domain/actor";
import { type Capability, may } from "@/lib/domain/permissions";
import { AppError, isAppError } from "@/lib/errors";
import type { NormalisedDelivery, PackedBody } from "@/lib/ports";
import type { Delivery, IngestAnswer } from "@/lib/usecases/ingest-alerts";
import { createBatchQueue } from "./batch-queue";
import { headersOf, type RequestHeaders, refuseBody, sendError, sendJson } from "./http-reply";
import { readBody } from "./read-body";

/** Alertmanager has no bound on a group; a body of 20,000 alerts has about 20 MiB. */
const MAX_BODY_BYTES = 64 * 1024 * 1024;
/** Measured against 200: a quarter more alerts per second in posts of 100, because fewer commits carry them. */
const BATCH_ALERTS = 1_000;
/** Bodies in memory, all together. Beyond it the sender is asked to come again, before memory runs out. */
const MAX_WAITING_BYTES = 256 * 1024 * 1024;
const SOURCE = "alertmanager";

export type IntakeOptions = {
  readonly authenticate: (headers: RequestHeaders) => Promise<Caller | null>;
  readonly normalise: (body: string) => NormalisedDelivery;
  readonly pack: (body: string) => Promise<PackedBody>;
  /** All of them in one transaction, one answer each. */
  readonly ingest: (deliveries: readonly Delivery[]) => Promise<readonly IngestAnswer[]>;
  readonly beat: (name: string) => Promise<void>;
  readonly nextId: () => string;
  readonly onError: (error: unknown) => void;
  /** Our own metrics. */
  readonly observe?: {
    countAlerts(result: "accepted" | "duplicate" | "ignored" | "rejected", n: number): void;
    observeDelivery(seconds: number, status: number): void;
  };
  readonly maxBodyBytes?: number;
};

export type Intake = {
  /** `POST /api/webhooks/alertmanager`: 202 only when durable, 503 when it cannot be, never 4xx for load. */
  handleAlerts(request: IncomingMessage, response: ServerResponse): Promise<void>;
  /** `POST /api/webhooks/heartbeat/{name}`. */
  handleHeartbeat(request: IncomingMessage, response: ServerResponse, name: string): Promise<void>;
  drained(): Promise<void>;
};

export function createIntake(options: IntakeOptions): Intake {
  const maxBodyBytes = options.maxBodyBytes ?? MAX_BODY_BYTES;
  const queue = createBatchQueue<Delivery, IngestAnswer>({ maxWeight: BATCH_ALERTS, run: options.ingest });
  let waitingBytes = 0;

  const requireToken = async (request: IncomingMessage, capability: Capability): Promise<void> => {
    const caller = await options.authenticate(headersOf(request));
    if (caller === null) throw new AppError("unauthenticated", "Send a service token as Authorization: Bearer.");
    if (caller.kind !== "token" || !may(caller, capability)) {
      throw new AppError("forbidden", "Webhooks take service tokens with the scope ingest:alerts.");
    }
  };

  const deliver = async (request: IncomingMessage): Promise<IngestAnswer> => {
    const text = await readBody(request, maxBodyBytes);
    if (waitingBytes > 0 && waitingBytes + text.length > MAX_WAITING_BYTES) {
      throw new AppError("unavailable", "Too many bodies are waiting to be stored.");
    }
    waitingBytes += text.length;
    try {
      const { body, ...normalised } = options.normalise(text);
      const packed = options.pack(body);
      // Compression runs beside the transaction, which awaits it and then throws its error; before that it must not count as unhandled.
      packed.catch(() => {});
      return await queue.add(
        { ...normalised, id: options.nextId(), source: SOURCE, packed },
        Math.max(1, normalised.signals.length),
      );
    } catch (error) {
      if (isAppError(error) && error.code === "invalid_input") throw error;
      options.onError(error);
      throw new AppError("unavailable", "The alerts could not be stored. Send them again.", { cause: error });
    } finally {
      waitingBytes -= text.length;
    }
  };

  const answering = async (
    request: IncomingMessage,
    response: ServerResponse,
    work: () => Promise<unknown>,
  ): Promise<void> => {
    try {
      sendJson(response, 202, await work());
    } catch (error) {
      if (!isAppError(error)) options.onError(error);
      const failure = isAppError(error) ? error : new AppError("unavailable", "Try again shortly.", { cause: error });
      if (request.complete) sendError(response, failure);
      else refuseBody(request, response, failure);
    }
  };

  return {
    async handleAlerts(request, response) {
      const startedAt = performance.now();
      await answering(request, response, async () => {
        await requireToken(request, "ingest_alerts");
        const answer = await deliver(request);
        options.observe?.countAlerts("accepted", answer.accepted);
        options.observe?.countAlerts("duplicate", answer.duplicates);
        options.observe?.countAlerts("ignored", answer.ignored);
        options.observe?.countAlerts("rejected", answer.rejected.length);
        return answer;
      });
      options.observe?.observeDelivery((performance.now() - startedAt) / 1_000, response.statusCode);
    },
    handleHeartbeat: (request, response, name) =>
      answering(request, response, async () => {
        await requireToken(request, "ingest_alerts");
        await readBody(request, 64 * 1024);
        if (name === "" || name.length > 200)
          throw new AppError("invalid_input", "A heartbeat has a name of 1 to 200 characters.");
        await options.beat(name);
        return { name };
      }),
    drained: () => queue.drained(),
  };
}
