import { cookies } from "next/headers";
import { boardFilterOf, boardQueryOf } from "@/components/board/board-filter";
import { BoardPage } from "@/components/board/board-view";
import { AppShell } from "@/components/shell/app-shell";
import { may } from "@/lib/domain/permissions";
import { DENSITIES, DENSITY_COOKIE } from "@/lib/i18n/locales";
import { readBoard } from "@/lib/queries/board";
import { boardQueryFrom } from "@/lib/queries/incident-filter";
import { app } from "@/lib/wiring";
import { requirePageCaller, shellPersonOf } from "./page-caller";
import { urlParamsOf } from "./url-params";

export const dynamic = "force-dynamic";

/** First page of the list; the browser reads the same size. */
const FIRST_PAGE = 100;

export default async function Home(props: { searchParams: Promise<Record<string, string | string[] | undefined>> }) {
  const caller = await requirePageCaller("read");
  const params = boardQueryOf(boardFilterOf(urlParamsOf(await props.searchParams)));
  const deps = await app();
  const board = await readBoard(deps, boardQueryFrom(new URLSearchParams(`${params}&limit=${FIRST_PAGE}`)));
  const density = (await cookies()).get(DENSITY_COOKIE)?.value;
  return (
    <AppShell current="incidents" person={shellPersonOf(caller)}>
      <BoardPage
        initial={{ params, board }}
        density={DENSITIES.find((one) => one === density) ?? "roomy"}
        baseUrl={deps.env.baseUrl}
        mayCommand={may(caller, "command")}
      />
    </AppShell>
  );
}
