import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { PostmortemView } from "@/components/postmortem/postmortem-view";
import { AppShell } from "@/components/shell/app-shell";
import { incidentToWire } from "@/lib/contracts/incident";
import { may } from "@/lib/domain/permissions";
import { isAppError } from "@/lib/errors";
import { type PostmortemPage, readPostmortemPage } from "@/lib/queries/postmortem-page";
import { app } from "@/lib/wiring";
import { requirePageCaller, shellPersonOf } from "../../../page-caller";

export const dynamic = "force-dynamic";

type Props = { readonly params: Promise<{ id: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { id } = await params;
  return { title: (await getTranslations("postmortem"))("title", { number: id }) };
}

export default async function Postmortem({ params }: Props) {
  const caller = await requirePageCaller("read");
  const { row, postmortem, chain, eventCount, snapshotSha256 } = await pageOf((await params).id);
  return (
    <AppShell current="incidents" person={shellPersonOf(caller)}>
      <PostmortemView
        incident={incidentToWire(row)}
        postmortem={postmortem}
        chain={chain}
        eventCount={eventCount}
        snapshotSha256={snapshotSha256}
        mayWrite={may(caller, "command")}
      />
    </AppShell>
  );
}

async function pageOf(id: string): Promise<PostmortemPage> {
  try {
    return await readPostmortemPage(await app(), id);
  } catch (error) {
    if (isAppError(error) && error.code === "not_found") notFound();
    throw error;
  }
}
