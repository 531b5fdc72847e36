/** The path to go to after signing in: ours only, whatever the address says. Anything else is the board. */
export function callbackPathOf(callbackUrl: string | undefined): string {
  if (callbackUrl === undefined) return "/";
  const base = "http://same.invalid";
  if (!callbackUrl.startsWith("/") || !URL.canParse(callbackUrl, base)) return "/";
  const url = new URL(callbackUrl, base);
  return url.origin === base && !url.pathname.startsWith("/sign-in") ? `${url.pathname}${url.search}${url.hash}` : "/";
}
