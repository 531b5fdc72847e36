import { actorOf, type Caller } from "@/lib/domain/actor";
import type { IncidentEvent, NewEvent } from "@/lib/domain/events";
import { isTextOpen, mayBecome } from "@/lib/domain/postmortem-review";
import { AppError } from "@/lib/errors";
import type { Deps, PostmortemRow } from "@/lib/ports";

type Input = {
  readonly caller: Caller;
  readonly incidentId: string;
  /** The revision that the caller read; 0 when there was none. */
  readonly revision: number;
  readonly markdown?: string | undefined;
  readonly status?: PostmortemRow["status"] | undefined;
};

/**
 * Saves the text of a post-mortem, moves it one step, or both; who and when stay in the audit. Closing it closes the incident.
 * Throws not_found; conflict when somebody saved in between (with the present revision), when the text is signed, when the
 * step is not possible, or when the incident is not resolved yet.
 */
export async function savePostmortem(
  { store, clock }: Pick<Deps, "store" | "clock">,
  input: Input,
): Promise<PostmortemRow> {
  const { caller, incidentId } = input;
  const actor = actorOf(caller);
  return store.transaction(async (tx) => {
    const row = await tx.lockIncident(incidentId);
    if (row === null) throw new AppError("not_found", "No such incident.");
    const before = await tx.postmortem(incidentId);
    requireRevision(input, before);
    const from = before?.status ?? "draft";
    const to = input.status ?? from;
    if (to !== from && !mayBecome(from, to)) {
      throw new AppError("conflict", `It is ${from.replace("_", " ")} and cannot become ${to.replace("_", " ")}.`);
    }
    const markdown = input.markdown ?? before?.markdown;
    if (markdown === undefined) throw new AppError("invalid_input", "There is no text yet: save the draft first.");
    const isTextChanged = markdown !== before?.markdown;
    if (isTextChanged && !isTextOpen(from)) {
      throw new AppError("conflict", "It is signed off. Take it back to review before you change the text.");
    }
    if (to === "closed" && from !== "closed")
      await tx.append(incidentId, closing(row.incident.status, actor, clock.now()));
    const saved: PostmortemRow = {
      incidentId,
      status: to,
      markdown,
      revision: (before?.revision ?? 0) + 1,
      updatedAt: clock.now(),
      updatedBy: actor,
    };
    await tx.savePostmortem(saved);
    if (to !== from) {
      await tx.audit({
        actor,
        action: "postmortem.status",
        subject: incidentId,
        data: { from, to, revision: saved.revision },
      });
    }
    if (isTextChanged) {
      await tx.audit({ actor, action: "postmortem.save", subject: incidentId, data: { revision: saved.revision } });
    }
    return saved;
  });
}

function requireRevision({ revision }: Input, before: PostmortemRow | null): void {
  const present = before?.revision ?? 0;
  if (revision === present) return;
  const who = before?.updatedBy.name ?? "somebody";
  throw new AppError("conflict", `${who} saved revision ${present} in between. Your text was not stored.`, {
    details: { revision: present, updatedBy: who },
  });
}

function closing(status: string, actor: IncidentEvent["actor"], at: Date): readonly NewEvent[] {
  if (status !== "resolved") throw new AppError("conflict", "The incident is not resolved yet.");
  return [{ kind: "closed", at, actor, data: { reason: "post-mortem closed" } }];
}
