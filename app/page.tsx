import { boardFilterOf, facetParamsOf } from "@/components/board/board-filter";
import { BoardPage } from "@/components/board/board-view";
import { AppShell } from "@/components/shell/app-shell";
import { may } from "@/lib/domain/permissions";
import { readBoard } from "@/lib/queries/board";
import { incidentFilterOf } from "@/lib/queries/incident-filter";
import { app } from "@/lib/wiring";
import { requirePageCaller, shellPersonOf } from "./page-caller";
import { urlParamsOf } from "./url-params";

export const dynamic = "force-dynamic";

/** First page of the list; the browser reads the same size. */
const FIRST_PAGE = 200;

export default async function Home(props: { searchParams: Promise<Record<string, string | string[] | undefined>> }) {
  const caller = await requirePageCaller("read");
  const params = facetParamsOf(boardFilterOf(urlParamsOf(await props.searchParams)));
  const deps = await app();
  const board = await readBoard(deps, { ...incidentFilterOf(params), limit: FIRST_PAGE });
  return (
    <AppShell current="incidents" person={shellPersonOf(caller)}>
      <BoardPage
        initial={{ params: params.toString(), board }}
        baseUrl={deps.env.baseUrl}
        mayCommand={may(caller, "command")}
      />
    </AppShell>
  );
}
