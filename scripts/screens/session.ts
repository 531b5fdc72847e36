import { z } from "zod";

export type Account = { readonly email: string; readonly password: string };
const csrfSchema = z.object({ csrfToken: z.string() });

function cookiesOf(response: Response): readonly string[] {
  return response.headers.getSetCookie().map((line) => line.split(";", 1)[0] ?? "");
}

/** Signs in as the sign-in page does and answers the session cookie as `name=value`. Throws when it is refused. */
export async function sessionCookie(baseUrl: string, { email, password }: Account): Promise<string> {
  const asked = await fetch(`${baseUrl}/api/auth/csrf`);
  const { csrfToken } = csrfSchema.parse(await asked.json());
  const signedIn = await fetch(`${baseUrl}/api/auth/callback/credentials`, {
    method: "POST",
    redirect: "manual",
    headers: { cookie: cookiesOf(asked).join("; ") },
    body: new URLSearchParams({ csrfToken, email, password, json: "true" }),
  });
  const session = cookiesOf(signedIn).find((cookie) => cookie.includes("session-token="));
  if (session === undefined) throw new Error(`${email} could not sign in at ${baseUrl}: ${signedIn.status}`);
  return session;
}
