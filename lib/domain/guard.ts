export const GUARD_IDS = [
  "role",
  "incident_open",
  "revision_exists",
  "revision_differs",
  "not_paused",
  "no_rollout_running",
  "one_mitigation",
  "dry_run",
  "traceable_image",
  "release_is_suspect",
  "no_dropped_requests",
  "managed_elsewhere",
] as const;
export type GuardId = (typeof GUARD_IDS)[number];

/** "unknown" is not a pass: it locks the button until a commander waives it with a reason. */
export type GuardState = "pass" | "warn" | "fail" | "unknown";

export type Guard = {
  readonly id: GuardId;
  readonly state: GuardState;
  /** Values of the sentence on screen, message key `guards.<id>.<state>`. */
  readonly params: Readonly<Record<string, string | number>>;
  readonly checkedAt: Date;
  readonly isWaivable: boolean;
};

export type GuardWaiver = { readonly guardId: GuardId; readonly reason: string };

/** Guards that still lock the action after the given waivers. */
export function lockingGuards(guards: readonly Guard[], waivers: readonly GuardWaiver[]): readonly Guard[] {
  const waived = new Set(waivers.filter((w) => w.reason.trim() !== "").map((w) => w.guardId));
  return guards.filter((g) => g.state === "fail" || (g.state === "unknown" && !(g.isWaivable && waived.has(g.id))));
}
