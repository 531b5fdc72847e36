import { type NextRequest, NextResponse } from "next/server";

const IS_DEVELOPMENT = process.env.NODE_ENV === "development";

/** Scripts run only with this response's nonce; styles may be inline because Radix, recharts and mermaid write them. */
function policyOf(nonce: string): string {
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${IS_DEVELOPMENT ? " 'unsafe-eval'" : ""}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self' blob:",
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");
}

export function proxy(request: NextRequest): NextResponse {
  const nonce = btoa(crypto.randomUUID());
  const policy = policyOf(nonce);
  const headers = new Headers(request.headers);
  headers.set("x-nonce", nonce);
  // A page that needs a session sends the visitor back to where he wanted to go.
  headers.set("x-firebreak-path", `${request.nextUrl.pathname}${request.nextUrl.search}`);
  // Next reads the nonce for its own scripts from the policy of the request.
  headers.set("content-security-policy", policy);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set("content-security-policy", policy);
  response.headers.set("x-content-type-options", "nosniff");
  response.headers.set("referrer-policy", "same-origin");
  return response;
}

export const config = {
  // A proxy truncates bodies at 10 MB and slows every answer, so the API, the metrics and static files never pass here.
  matcher: ["/((?!api/|api$|metrics$|_next/static|_next/image|screens/|.*\\.(?:svg|png|ico|woff2)$).*)"],
};
