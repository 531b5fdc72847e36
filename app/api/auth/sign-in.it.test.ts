import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { addAccount, authenticateRequest } from "@/lib/auth";
import { AppError } from "@/lib/errors";
import { useApp as installApp } from "@/lib/wiring";
import { asNext } from "../../testing/as-next";
import { startTestApp, type TestApp } from "../../testing/test-app";
import { GET, POST } from "./[...nextauth]/route";

const PASSWORD = "correct horse battery";
let test: TestApp;
const email = `${randomUUID()}@example.test`;
beforeAll(async () => {
  test = await startTestApp();
  await addAccount({ email, name: "Ana Diaz", role: "commander", password: PASSWORD });
});
afterAll(() => test.close());

/** A browser as far as sign-in needs one: it keeps cookies. */
function browser(origin: string) {
  const jar = new Map<string, string>();
  const cookie = () => [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
  async function ask(path: string, form?: Record<string, string>) {
    const request = new Request(`${origin}/api/auth/${path}`, {
      method: form ? "POST" : "GET",
      headers: { cookie: cookie(), host: new URL(origin).host },
      ...(form ? { body: new URLSearchParams(form) } : {}),
    });
    const params = Promise.resolve({ nextauth: path.split("/") });
    const response = await asNext(request, (asked) => (form ? POST : GET)(asked, { params }));
    for (const line of response.headers.getSetCookie()) {
      const [pair = ""] = line.split(";");
      const [name = "", ...value] = pair.split("=");
      if (/max-age=0|expires=thu, 01 jan 1970/i.test(line) || value.join("=") === "") jar.delete(name);
      else jar.set(name, value.join("="));
    }
    return { response, setCookie: response.headers.getSetCookie() };
  }
  async function submit(path: string, form: Record<string, string>) {
    const { csrfToken } = Object(await (await ask("csrf")).response.json());
    return ask(path, { ...form, csrfToken, json: "true" });
  }
  return {
    cookie,
    ask,
    signIn: (password: string) => submit("callback/credentials", { email, password }),
    signOut: () => submit("signout", {}),
    caller: () => authenticateRequest(new Headers({ cookie: cookie() })),
  };
}

const ORIGIN = "http://127.0.0.1:3000";

describe("the sign-in that browsers use", () => {
  it("opens a session in an http-only cookie and ends it at sign-out", async () => {
    const person = browser(ORIGIN);
    const { response, setCookie } = await person.signIn(PASSWORD);
    expect(response.status).toBe(200);
    const session = setCookie.find((line) => line.startsWith("next-auth.session-token="));
    expect(session).toMatch(/HttpOnly/i);
    expect(session).toMatch(/SameSite=lax/i);
    expect(session).not.toMatch(/Secure/);
    expect(await person.caller()).toMatchObject({ email, role: "commander" });
    const kept = person.cookie();
    expect(await (await person.ask("session")).response.json()).toEqual({ expires: expect.any(String) });
    await person.signOut();
    expect(person.cookie()).not.toContain("session-token");
    expect(await authenticateRequest(new Headers({ cookie: kept }))).toBeNull();
  });

  it("answers 401 to a wrong password and keeps no cookie", async () => {
    const person = browser(ORIGIN);
    const { response } = await person.signIn("wrong password!");
    expect(response.status).toBe(401);
    expect(person.cookie()).not.toContain("session-token");
  });

  it("opens nothing without the CSRF token", async () => {
    const person = browser(ORIGIN);
    await person.ask("csrf");
    await person.ask("callback/credentials", { email, password: PASSWORD, csrfToken: "x", json: "true" });
    expect(await person.caller()).toBeNull();
  });

  it("keeps the session in a __Secure- cookie behind https", async () => {
    const origin = "https://fire.example";
    installApp(Promise.resolve({ ...test.app, env: { ...test.app.env, baseUrl: origin } }));
    try {
      const person = browser(origin);
      const { setCookie } = await person.signIn(PASSWORD);
      const session = setCookie.find((line) => line.startsWith("__Secure-next-auth.session-token="));
      expect(session).toMatch(/; Secure/);
      expect(await person.caller()).toMatchObject({ email });
    } finally {
      installApp(Promise.resolve(test.app));
    }
  });

  it("says that it is unavailable, and nothing else, when the database is", async () => {
    const log = vi.spyOn(console, "error").mockImplementation(() => {});
    const failure = new AppError("unavailable", "The database cannot be reached. Try again shortly.");
    for (const [error, status] of [[failure, 503] as const, [new Error("password of postgres is x"), 500] as const]) {
      const broken = vi.spyOn(test.app.accounts, "accountByEmail").mockRejectedValueOnce(error);
      const { response } = await browser(ORIGIN).signIn(PASSWORD);
      expect(response.status).toBe(status);
      expect(await response.text()).not.toContain("postgres");
      broken.mockRestore();
    }
    log.mockRestore();
  });
});
