import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { Room } from "@/components/room/room";
import { WallEntry } from "@/components/room/wall-entry";
import { AppShell } from "@/components/shell/app-shell";
import { currentCaller } from "@/lib/auth";
import { eventFromWire } from "@/lib/contracts/events";
import { type RoomFrame, tickInputOf } from "@/lib/contracts/room";
import { incidentOf } from "@/lib/domain/incident";
import { may } from "@/lib/domain/permissions";
import { type RoomView, roomViewFrom } from "@/lib/domain/room-view";
import { incidentPage } from "@/lib/queries/incident-page";
import { roomFrame } from "@/lib/queries/room-frame";
import { warmLogs } from "@/lib/queries/room-logs";
import { type App, app } from "@/lib/wiring";
import { requirePageCaller, shellPersonOf } from "../../page-caller";
import { tick } from "./actions";

export const dynamic = "force-dynamic";

type Props = {
  readonly params: Promise<{ id: string }>;
  readonly searchParams: Promise<Readonly<Record<string, string | readonly string[] | undefined>>>;
};

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const caller = await currentCaller();
  if (caller === null || !may(caller, "read")) return {};
  const row = await (await app()).store.incident((await params).id);
  return row ? { title: `#${row.number} ${row.incident.title}` } : {};
}

export default async function IncidentRoom({ params, searchParams }: Props) {
  const query = await searchParams;
  const view = roomViewFrom({ get: (name) => [query[name] ?? null].flat()[0] ?? null });
  const caller = await requirePageCaller("read");
  const deps = await app();
  const page = await incidentPage(deps, { caller, id: (await params).id });
  if (page === null) notFound();
  const room = {
    page,
    initialFrame: await firstFrame(deps, page.id, view),
    initialNowMs: deps.clock.now().getTime(),
    tick,
  };
  if (query.wall !== undefined) return <WallEntry {...room} />;
  // Read while the page is on its way: the room asks for it as soon as it runs.
  warmLogs({ ...deps, cache: deps.roomLogs }, incidentOf(page.events.map(eventFromWire)));
  return (
    <AppShell current="incidents" person={shellPersonOf(caller)}>
      <Room {...room} />
    </AppShell>
  );
}

/** What is cached already: the first paint never waits for an upstream, and a failing one is the tick's to tell. */
async function firstFrame(deps: App, incidentId: string, view: RoomView): Promise<RoomFrame | null> {
  try {
    return await roomFrame(deps, { ...tickInputOf(incidentId, view), waitMs: 0 });
  } catch (error) {
    console.error(error);
    return null;
  }
}
