import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { AppShell } from "@/components/shell/app-shell";
import { TracePage } from "@/components/traces/trace-page";
import { requirePageCaller, shellPersonOf } from "../../page-caller";
import { traceIdParam } from "../../trace-id-param";
import { urlParamsOf } from "../../url-params";

export const dynamic = "force-dynamic";

type Props = {
  readonly params: Promise<{ traceId: string }>;
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const id = traceIdParam((await params).traceId);
  return { title: (await getTranslations("traces"))("title", { id: id.slice(0, 8) }) };
}

/** Any trace by its id. The browser asks for the spans: the page never waits for the trace store. */
export default async function TraceRoute({ params, searchParams }: Props) {
  const caller = await requirePageCaller("read");
  const traceId = traceIdParam((await params).traceId);
  const spanId = urlParamsOf(await searchParams).get("span");
  return (
    <AppShell current={null} person={shellPersonOf(caller)}>
      <TracePage key={traceId} traceId={traceId} spanId={spanId} />
    </AppShell>
  );
}
