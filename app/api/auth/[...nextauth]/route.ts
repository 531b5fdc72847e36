import NextAuth, { type NextAuthOptions } from "next-auth";
import Credentials from "next-auth/providers/credentials";
import { signIn, signOut, usesSecureCookies } from "@/lib/auth";
import { app } from "@/lib/wiring";
import { errorResponse } from "../../handler";

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

// The JWT carries `sub` and `sid` only; everything that can change is read from the database on each request.
function optionsWith(
  { secret, baseUrl }: { readonly secret: string; readonly baseUrl: string },
  onFailure: (error: unknown) => void,
): NextAuthOptions {
  return {
    secret,
    useSecureCookies: usesSecureCookies(baseUrl),
    session: { strategy: "jwt", maxAge: 12 * 60 * 60 },
    pages: { signIn: "/sign-in", error: "/sign-in" },
    providers: [
      Credentials({
        name: "Account",
        credentials: { email: { type: "email" }, password: { type: "password" } },
        async authorize(credentials) {
          try {
            const opened = await signIn(textOf(credentials?.email), textOf(credentials?.password));
            return opened === null ? null : { id: opened.accountId, sid: opened.sessionId };
          } catch (error) {
            // next-auth would put the text of any error into an address and call it a wrong password.
            onFailure(error);
            return null;
          }
        },
      }),
    ],
    callbacks: {
      jwt({ token, user }) {
        if (user && "sid" in user) return { sub: user.id, sid: textOf(user.sid) };
        return { sub: token.sub ?? "", sid: token.sid };
      },
      session: ({ session }) => ({ expires: session.expires }),
    },
    events: {
      async signOut({ token }) {
        if (typeof token?.sid === "string") await signOut(token.sid);
      },
    },
  };
}

async function handler(request: Request, context: { params: Promise<{ nextauth: string[] }> }): Promise<Response> {
  const { env, sessionSecret } = await app();
  const failures: unknown[] = [];
  const options = optionsWith({ secret: sessionSecret, baseUrl: env.baseUrl }, (error) => failures.push(error));
  const response = await NextAuth(options)(request, { params: await context.params });
  return failures.length > 0 ? errorResponse(failures[0]) : response;
}

export { handler as GET, handler as POST };
