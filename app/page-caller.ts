import { headers } from "next/headers";
import { forbidden, redirect } from "next/navigation";
import { currentCaller } from "@/lib/auth";
import type { Caller } from "@/lib/domain/actor";
import { type Capability, may } from "@/lib/domain/permissions";

/** Pages by the first part of their path, and what each needs. The 403 page reads it to say which role can. */
const PAGES: readonly { readonly prefix: string; readonly capability: Capability }[] = [
  { prefix: "/reports", capability: "report" },
  { prefix: "/", capability: "read" },
];

export function pageCapabilityOf(path: string): Capability {
  return PAGES.find(({ prefix }) => path.startsWith(prefix))?.capability ?? "read";
}

/** Where the visitor wanted to go, as the proxy saw it. */
export async function requestedPath(): Promise<string> {
  return (await headers()).get("x-firebreak-path") ?? "/";
}

/** The caller of a page. Nobody signed in: to the sign-in page and back here afterwards. Without the capability: the 403 page. */
export async function requirePageCaller(capability: Capability): Promise<Caller> {
  const caller = await currentCaller();
  if (caller === null) redirect(`/sign-in?callbackUrl=${encodeURIComponent(await requestedPath())}`);
  if (!may(caller, capability)) forbidden();
  return caller;
}

/** The signed-in person as the shell shows them; a token has no shell. */
export function shellPersonOf(caller: Caller): { readonly name: string; readonly role: string } | null {
  return caller.kind === "person" ? { name: caller.name, role: caller.role } : null;
}
