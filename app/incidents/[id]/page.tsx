import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { Room } from "@/components/room/room";
import { AppShell } from "@/components/shell/app-shell";
import { currentCaller } from "@/lib/auth";
import { FIRST_RANGE_MIN, type RoomFrame } from "@/lib/contracts/room";
import { may } from "@/lib/domain/permissions";
import { incidentPage } from "@/lib/queries/incident-page";
import { roomFrame } from "@/lib/queries/room-frame";
import { type App, app } from "@/lib/wiring";
import { requirePageCaller, shellPersonOf } from "../../page-caller";
import { tick } from "./actions";

export const dynamic = "force-dynamic";

type Props = { readonly params: Promise<{ id: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const caller = await currentCaller();
  if (caller === null || !may(caller, "read")) return {};
  const row = await (await app()).store.incident((await params).id);
  return row ? { title: `#${row.number} ${row.incident.title}` } : {};
}

export default async function IncidentRoom({ params }: Props) {
  const caller = await requirePageCaller("read");
  const deps = await app();
  const page = await incidentPage(deps, { caller, id: (await params).id });
  if (page === null) notFound();
  return (
    <AppShell current="incidents" person={shellPersonOf(caller)}>
      <Room
        page={page}
        initialFrame={await firstFrame(deps, page.id)}
        initialNowMs={deps.clock.now().getTime()}
        tick={tick}
      />
    </AppShell>
  );
}

/** What is cached already: the first paint never waits for an upstream, and a failing one is the tick's to tell. */
async function firstFrame(deps: App, incidentId: string): Promise<RoomFrame | null> {
  try {
    return await roomFrame(deps, { incidentId, rangeMin: FIRST_RANGE_MIN, waitMs: 0 });
  } catch (error) {
    console.error(error);
    return null;
  }
}
