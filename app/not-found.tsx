import type { Metadata } from "next";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { AppShell } from "@/components/shell/app-shell";
import { Button } from "@/components/ui/button";
import { currentCaller } from "@/lib/auth";
import { shellPersonOf } from "./page-caller";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("common.notFound"))("title") };
}

/** 404 of an address that no page has. */
export default async function NotFound() {
  const [t, caller] = await Promise.all([getTranslations("common.notFound"), currentCaller()]);
  return (
    <AppShell current={null} person={caller && shellPersonOf(caller)}>
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
