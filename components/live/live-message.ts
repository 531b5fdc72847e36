import * as z from "zod/mini";
import { presenceSchema } from "@/lib/contracts/presence";

/** connecting: never yet open · live · down: lost, it is tried again. */
export type StreamState = "connecting" | "live" | "down";

const wantsSchema = z.object({
  incidents: z.array(z.object({ id: z.string(), after: z.number() })),
  board: z.boolean(),
});
/** What a tab shows: incidents with the seq that it knows, and whether it shows the board. */
export type Wants = z.infer<typeof wantsSchema>;

/** What the tabs of one browser tell each other. */
export const liveMessageSchema = z.discriminatedUnion("type", [
  /** A tab that has just come asks the others what they want. */
  z.object({ type: z.literal("hello"), tab: z.string() }),
  z.object({ type: z.literal("wants"), tab: z.string(), wants: wantsSchema }),
  /** From the leader: the connection, and what comes over it. `to`: for one tab that has just come. */
  z.object({
    type: z.literal("state"),
    state: z.enum(["connecting", "live", "down"]),
    incidents: z.array(z.string()),
    board: z.boolean(),
    to: z.nullable(z.string()),
  }),
  z.object({ type: z.literal("event"), event: z.unknown() }),
  z.object({ type: z.literal("changed"), change: z.unknown() }),
  z.object({ type: z.literal("presence"), presence: presenceSchema, to: z.nullable(z.string()) }),
]);
export type LiveMessage = z.infer<typeof liveMessageSchema>;

/** As much of an event as it takes to pass it on. */
export const relayedEventSchema = z.looseObject({ incidentId: z.string(), seq: z.number() });

/** One incident changed; its row is to be read again. */
export const changeSchema = z.object({ incidentId: z.string(), seq: z.number(), number: z.number() });
export type IncidentChange = z.infer<typeof changeSchema>;
