import type { PostmortemWire } from "@/lib/contracts/postmortem";
import { type GoldenChain, goldenChainOf, observationWindowMs } from "@/lib/domain/golden-chain";
import { draftPostmortem } from "@/lib/domain/postmortem";
import { AppError } from "@/lib/errors";
import type { Deps, IncidentRow } from "@/lib/ports";

/** The post-mortem of an incident; before the first save a draft from its events as they are now. */
export async function readPostmortem(
  { store, clock }: Pick<Deps, "store" | "clock">,
  { incident, number }: IncidentRow,
): Promise<PostmortemWire> {
  const saved = await store.postmortem(incident.id);
  const base = { incidentId: incident.id, number };
  if (saved !== null) {
    const { status, markdown, revision, updatedAt, updatedBy } = saved;
    return { ...base, status, markdown, revision, updatedAt: updatedAt.toISOString(), updatedBy: updatedBy.name };
  }
  const [events, diagnosis] = await Promise.all([store.events(incident.id), store.diagnosis(incident.id)]);
  const markdown = draftPostmortem({ incident, number, events, diagnosis, now: clock.now() });
  return { ...base, status: "draft", markdown, revision: 0, updatedAt: null, updatedBy: null };
}

export type PostmortemPage = {
  readonly row: IncidentRow;
  readonly postmortem: PostmortemWire;
  readonly chain: GoldenChain;
  readonly eventCount: number;
  readonly snapshotSha256: string | null;
};

/** What the review page shows: the document, and beside it the facts from events. Throws not_found. */
export async function readPostmortemPage(
  deps: Pick<Deps, "store" | "clock">,
  idOrNumber: string,
): Promise<PostmortemPage> {
  const row = await deps.store.incident(idOrNumber);
  if (row === null) throw new AppError("not_found", "No such incident.");
  const { incident } = row;
  const [postmortem, events, snapshots] = await Promise.all([
    readPostmortem(deps, row),
    deps.store.events(incident.id),
    deps.store.snapshots(incident.id),
  ]);
  return {
    row,
    postmortem,
    chain: goldenChainOf({ incident, now: deps.clock.now(), windowMs: observationWindowMs(events) }),
    eventCount: events.length,
    snapshotSha256: snapshots.findLast(({ status }) => status === "sealed")?.sha256 ?? null,
  };
}
