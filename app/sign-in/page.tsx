import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { LocaleToggle } from "@/components/shell/locale-toggle";
import { Logo } from "@/components/shell/logo";
import { ThemeToggle } from "@/components/shell/theme-toggle";
import { callbackPathOf } from "@/components/sign-in/callback-path";
import { SignInForm } from "@/components/sign-in/sign-in-form";
import { currentCaller } from "@/lib/auth";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("signIn"))("title") };
}

/** Public. Somebody who is signed in already goes on at once. */
export default async function SignInPage(props: { searchParams: Promise<{ callbackUrl?: string | string[] }> }) {
  const { callbackUrl } = await props.searchParams;
  const callbackPath = callbackPathOf(typeof callbackUrl === "string" ? callbackUrl : undefined);
  if ((await currentCaller()) !== null) redirect(callbackPath);
  const [t, common] = await Promise.all([getTranslations("signIn"), getTranslations("common")]);
  return (
    <div className="flex min-h-dvh flex-col bg-surface">
      <header className="flex items-center justify-end gap-1 px-4 py-3">
        <LocaleToggle className="touch-target" />
        <ThemeToggle className="touch-target" />
      </header>
      <main id="main" className="mx-auto w-full max-w-[360px] px-6 pt-[12vh] pb-16">
        <div className="mb-6 flex items-center gap-2.5">
          <Logo className="size-6" />
          <span className="font-semibold text-lg tracking-tight">{common("product")}</span>
        </div>
        <h1 className="font-semibold text-2xl leading-8 tracking-tight">{t("title")}</h1>
        <p className="mt-1 mb-6 text-fg-2 text-md">{t("intro")}</p>
        <SignInForm callbackPath={callbackPath} />
      </main>
    </div>
  );
}
