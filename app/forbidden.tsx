import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { AppShell } from "@/components/shell/app-shell";
import { Button } from "@/components/ui/button";
import { currentCaller } from "@/lib/auth";
import { ACCESS_ROLES } from "@/lib/domain/actor";
import { ROLE_CAPABILITIES } from "@/lib/domain/permissions";
import { pageCapabilityOf, requestedPath, shellPersonOf } from "./page-caller";

/** 403: what the visitor is, which roles may, and where to go instead. */
export default async function Forbidden() {
  const [t, common, caller, path] = await Promise.all([
    getTranslations("signIn"),
    getTranslations("common"),
    currentCaller(),
    requestedPath(),
  ]);
  const capability = pageCapabilityOf(path);
  const roles = ACCESS_ROLES.filter((role) => ROLE_CAPABILITIES[role].includes(capability));
  const names = roles.map((role) => common(`accessRole.${role}`)).join(t("listComma"));
  const person = caller && shellPersonOf(caller);
  return (
    <AppShell current={null} person={person}>
      <div className="min-h-dvh bg-surface">
        <section className="mx-auto flex max-w-[560px] flex-col items-start gap-3 px-6 pt-24">
          <h1 className="font-semibold text-2xl tracking-tight">{t("forbidden.title")}</h1>
          <p className="text-fg-2 text-md leading-doc">
            {person ? t("forbidden.youAre", { role: common(`accessRole.${person.role}`) }) : null}{" "}
            {t("forbidden.whoCan", { roles: names })}
          </p>
          <Button asChild size="lg">
            <Link href="/">{t("forbidden.back")}</Link>
          </Button>
        </section>
      </div>
    </AppShell>
  );
}
