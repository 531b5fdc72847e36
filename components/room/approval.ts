import * as z from "zod/mini";
import { type GuardWaiver, lockingGuards } from "@/lib/domain/guard";
import type { MitigationPreview } from "@/lib/domain/mitigation";

export type MovedField = { readonly path: string; readonly planned: string; readonly now: string };

/** Why the approval button is locked, first things first; null when it is not. */
export type Lock = {
  readonly code: "expired" | "role" | "fails" | "unknown" | "confirm";
  readonly params: Readonly<Record<string, string | number>>;
};

export function lockOf(input: {
  readonly preview: MitigationPreview;
  readonly waivers: readonly GuardWaiver[];
  readonly confirm: string;
  readonly canApprove: boolean;
  readonly nowMs: number;
}): Lock | null {
  const { preview } = input;
  if (preview.expiresAt.getTime() <= input.nowMs) return { code: "expired", params: {} };
  // The role guard says who asked for the plan; who may approve it is the viewer's own capability.
  const locking = lockingGuards(preview.guards, input.waivers).filter(({ id }) => id !== "role");
  const fails = locking.filter(({ state }) => state === "fail").length;
  if (fails > 0) return { code: "fails", params: { n: fails } };
  if (!input.canApprove) return { code: "role", params: {} };
  if (locking.length > 0) return { code: "unknown", params: { n: locking.length } };
  if (preview.confirmText !== null && input.confirm.trim() !== preview.confirmText) {
    return { code: "confirm", params: { text: preview.confirmText } };
  }
  return null;
}

const movedSchema = z.looseObject({
  moved: z.array(z.object({ path: z.string(), planned: z.string(), now: z.string() })),
});

/** The fields that moved, from a 409 body; empty for any other body. */
export function movedOf(body: unknown): readonly MovedField[] {
  const parsed = movedSchema.safeParse(body);
  return parsed.success ? parsed.data.moved : [];
}
