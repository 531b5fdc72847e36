"use server";

import { requireCaller } from "@/lib/auth";
import { type TickResult, tickInputSchema } from "@/lib/contracts/room";
import { publicErrorOf } from "@/lib/errors";
import { roomFrame } from "@/lib/queries/room-frame";
import { app } from "@/lib/wiring";

/** All panels of a room, once per tick: the newest cached frame with its age. Never waits for an upstream. */
export async function tick(input: unknown): Promise<TickResult> {
  try {
    await requireCaller("read");
    const parsed = tickInputSchema.safeParse(input);
    if (!parsed.success) return { ok: false, code: "invalid_input" };
    const deps = await app();
    return { ok: true, frame: await roomFrame(deps, parsed.data) };
  } catch (error) {
    const { status, body } = publicErrorOf(error);
    if (status >= 500) console.error(error);
    return { ok: false, code: body.error.code };
  }
}
