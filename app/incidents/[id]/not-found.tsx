import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { AppShell } from "@/components/shell/app-shell";
import { Button } from "@/components/ui/button";
import { currentCaller } from "@/lib/auth";
import { shellPersonOf } from "../../page-caller";

/** What would be here, why it is not, one action. */
export default async function NotFound() {
  const t = await getTranslations("room.not_found");
  const caller = await currentCaller();
  return (
    <AppShell current="incidents" person={caller && shellPersonOf(caller)}>
      <section className="mx-auto flex max-w-[560px] flex-col items-start gap-3 px-6 pt-24">
        <h1 className="font-semibold text-2xl tracking-tight">{t("title")}</h1>
        <p className="text-fg-2 text-md leading-doc">{t("say")}</p>
        <Button asChild size="lg">
          <Link href="/">{t("back")}</Link>
        </Button>
      </section>
    </AppShell>
  );
}
