import { z } from "zod";
import { eventFromWire } from "@/lib/contracts/events";
import { incidentWireSchema } from "@/lib/contracts/incident";
import type { TimelineEvent } from "@/lib/domain/events";

const previewSchema = z.looseObject({
  planId: z.string(),
  digest: z.string(),
  confirmText: z.string().nullable(),
  guards: z.array(z.looseObject({ id: z.string(), state: z.string(), isWaivable: z.boolean() })),
});

/** A person at the API: signs in as a demo account and uses the commands of the room. */
export type Responder = Awaited<ReturnType<typeof signInAs>>;

/** Signs in with a local account and keeps its session cookie. Throws when the password is refused. */
export async function signInAs(appUrl: string, account: { readonly email: string; readonly password: string }) {
  const jar = new Map<string, string>();
  const cookies = () => [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
  const keep = (response: Response) => {
    for (const line of response.headers.getSetCookie()) {
      const [pair] = line.split(";");
      const equals = pair?.indexOf("=") ?? -1;
      if (pair && equals > 0) jar.set(pair.slice(0, equals), pair.slice(equals + 1));
    }
  };
  const call = async (method: string, path: string, body?: unknown): Promise<Response> =>
    fetch(`${appUrl}${path}`, {
      method,
      redirect: "manual",
      headers: { "content-type": "application/json", origin: appUrl, cookie: cookies() },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(15_000),
    });

  const csrf = await call("GET", "/api/auth/csrf");
  keep(csrf);
  const { csrfToken } = z.object({ csrfToken: z.string() }).parse(await csrf.json());
  const signedIn = await fetch(`${appUrl}/api/auth/callback/credentials`, {
    method: "POST",
    redirect: "manual",
    headers: { "content-type": "application/x-www-form-urlencoded", cookie: cookies() },
    body: new URLSearchParams({ csrfToken, email: account.email, password: account.password, json: "true" }),
  });
  keep(signedIn);
  if (![...jar.keys()].some((name) => name.endsWith("session-token")))
    throw new Error(`sign-in refused for ${account.email}`);

  const getJson = async (path: string): Promise<unknown> => {
    const response = await call("GET", path);
    if (!response.ok) throw new Error(`GET ${path}: ${response.status}`);
    return response.json();
  };

  return {
    cookies,
    getJson,
    async incidentsSince(from: Date) {
      const page = z.object({ incidents: z.array(incidentWireSchema) });
      return page.parse(await getJson(`/api/incidents?from=${from.toISOString()}&limit=20`)).incidents;
    },
    async events(incidentId: string): Promise<readonly TimelineEvent[]> {
      const page = z.object({ events: z.array(z.unknown()) });
      return page.parse(await getJson(`/api/incidents/${incidentId}/events`)).events.map(eventFromWire);
    },
    async acknowledge(incidentId: string): Promise<void> {
      const response = await call("POST", `/api/incidents/${incidentId}/acknowledge`, {});
      if (!response.ok) throw new Error(`acknowledge: ${response.status} ${await response.text()}`);
    },
    async resolve(incidentId: string, reason: string): Promise<void> {
      const response = await call("POST", `/api/incidents/${incidentId}/resolve`, { reason });
      if (!response.ok) throw new Error(`resolve: ${response.status} ${await response.text()}`);
    },
    async openIncidents() {
      const page = z.object({ incidents: z.array(incidentWireSchema) });
      return page.parse(await getJson("/api/incidents?status=open,mitigating,verifying&limit=50")).incidents;
    },
    /** The plan, or the text of the refusal. */
    async planRollback(incidentId: string, service: string) {
      const response = await call("POST", `/api/incidents/${incidentId}/mitigations`, {
        kind: "rollback",
        target: { service },
      });
      const text = await response.text();
      return response.status === 201 ? previewSchema.parse(JSON.parse(text)) : `${response.status} ${text}`;
    },
    /** Null when it is accepted, else the text of the refusal. */
    async approve(plan: z.infer<typeof previewSchema>): Promise<string | null> {
      const response = await call("POST", `/api/mitigations/${plan.planId}/approve`, {
        digest: plan.digest,
        confirm: plan.confirmText ?? "",
        waivers: [],
      });
      return response.status === 202 ? null : `${response.status} ${await response.text()}`;
    },
  };
}
