"use client";

import { useTranslations } from "next-intl";
import { type SubmitEvent, useState } from "react";
import * as z from "zod/mini";
import { Button } from "../ui/button";
import { Field, Input } from "../ui/field";
import { Notice } from "../ui/notice";

const csrfSchema = z.object({ csrfToken: z.string() });

/** Signs in through next-auth's callback. "wrong" never says which of the two was wrong. */
async function signInWith(form: FormData): Promise<"ok" | "wrong" | "unavailable"> {
  try {
    const csrf = csrfSchema.parse(await (await fetch("/api/auth/csrf")).json());
    const body = new URLSearchParams({
      csrfToken: csrf.csrfToken,
      email: String(form.get("email") ?? ""),
      password: String(form.get("password") ?? ""),
      json: "true",
    });
    const response = await fetch("/api/auth/callback/credentials", { method: "POST", body });
    return response.ok ? "ok" : response.status === 401 ? "wrong" : "unavailable";
  } catch (error) {
    console.warn("sign-in did not answer", error);
    return "unavailable";
  }
}

export function SignInForm({ callbackPath }: { callbackPath: string }) {
  const t = useTranslations("signIn");
  const [state, setState] = useState<"idle" | "working" | "wrong" | "unavailable">("idle");
  const submit = async (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    setState("working");
    const outcome = await signInWith(new FormData(event.currentTarget));
    // A full load: every server component is rendered again for the person who is now there.
    if (outcome === "ok") window.location.assign(callbackPath);
    else setState(outcome);
  };
  return (
    // POST even before the script has come: a password never lands in an address.
    <form method="post" action="/api/auth/callback/credentials" onSubmit={submit} className="flex flex-col gap-4">
      {state === "wrong" || state === "unavailable" ? (
        <div role="alert">
          <Notice tone="act">{t(state)}</Notice>
        </div>
      ) : null}
      <Field label={t("email")}>
        <Input name="email" type="email" autoComplete="username" required autoFocus className="h-9" />
      </Field>
      <Field label={t("password")}>
        <Input name="password" type="password" autoComplete="current-password" required className="h-9" />
      </Field>
      <Button
        type="submit"
        tone="primary"
        size="lg"
        disabled={state === "working"}
        className="justify-center max-md:h-11"
      >
        {state === "working" ? t("working") : t("submit")}
      </Button>
    </form>
  );
}
