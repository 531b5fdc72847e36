import { z } from "zod";
import { TOKEN_SCOPES } from "@/lib/domain/actor";
import { type Capability, SCOPE_CAPABILITIES } from "@/lib/domain/permissions";
import { errorSchema, NAMED_SCHEMAS } from "./api-answers";
import { type Answer, API_CALLS, type ApiCall } from "./api-calls";

type Json = { readonly [key: string]: unknown };

const named = z.registry<{ id: string }>();
for (const [id, schema] of Object.entries(NAMED_SCHEMAS)) named.add(schema, { id });
const nameOf = new Map(Object.entries(NAMED_SCHEMAS).map(([name, schema]) => [schema, name]));
const refTo = (name: string): string => `#/components/schemas/${name}`;

/** zod writes a long pattern beside `format: date-time`, and ids that OpenAPI has no use for. */
function tidied(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(tidied);
  if (typeof value !== "object" || value === null) return value;
  const isInstant = "format" in value && value.format === "date-time";
  const kept = Object.entries(value).filter(
    ([key]) => key !== "$schema" && key !== "$id" && !(isInstant && key === "pattern"),
  );
  return Object.fromEntries(kept.map(([key, inner]) => [key, tidied(inner)]));
}

// `io: "input"` is the JSON on the wire: instants are text there, and what has a default may be left out.
function schemaOf(schema: z.core.$ZodType): unknown {
  const name = nameOf.get(schema);
  return name === undefined ? tidied(z.toJSONSchema(schema, { io: "input" })) : { $ref: refTo(name) };
}

function answerOf(answer: Answer): Json {
  const content =
    "schema" in answer
      ? { "application/json": { schema: schemaOf(answer.schema) } }
      : Object.fromEntries(answer.media.map((type) => [type, {}]));
  return { description: answer.says, content };
}

function errorsOf(call: ApiCall): Readonly<Record<number, Answer>> {
  const error = (says: string): Answer => ({ says, schema: errorSchema });
  return {
    ...(call.body || call.query ? { 400: error("Not understood; the message names the place") } : {}),
    ...(call.needs === "public"
      ? {}
      : { 401: error("Nobody is signed in"), 403: error(`Needs the capability ${call.needs}`) }),
    ...(call.path.includes("{id}") ? { 404: error("No such thing") } : {}),
    ...(call.body ? { 413: error("The body is larger than 1 MiB") } : {}),
  };
}

/** Every status that a call may answer, its errors included. */
export function answersOf(call: ApiCall): Readonly<Record<number, Answer>> {
  return { ...errorsOf(call), ...call.answers };
}

function parametersOf(call: ApiCall): readonly Json[] {
  const inPath = [...call.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: "path",
    required: true,
    schema: { type: "string" },
  }));
  const inQuery = Object.entries(call.query?.shape ?? {}).map(([name, schema]) => ({
    name,
    in: "query",
    required: false,
    schema: tidied(z.toJSONSchema(schema, { io: "output" })),
  }));
  return [...inPath, ...inQuery];
}

function scopesFor(capability: Capability): readonly string[] {
  return TOKEN_SCOPES.filter((scope) => SCOPE_CAPABILITIES[scope].includes(capability));
}

/** Cookies count where a person may do it; webhooks take tokens only. */
function securityOf({ needs }: ApiCall): readonly Json[] {
  if (needs === "public") return [];
  const token = { serviceToken: scopesFor(needs) };
  return needs === "ingest_alerts" || needs === "ingest_change" ? [token] : [token, { session: [] }];
}

function operationOf(call: ApiCall): Json {
  const body = call.body
    ? { "application/json": { schema: schemaOf(call.body) } }
    : Object.fromEntries((call.bodyMedia ?? []).map((type) => [type, {}]));
  const answers = Object.entries(answersOf(call)).map(([status, answer]) => [status, answerOf(answer)]);
  const words = call.path.replace(/^\/(api\/)?/, "").split(/[^A-Za-z0-9]+/);
  return {
    operationId: [call.method.toLowerCase(), ...words.filter((word) => word !== "")].join("_"),
    summary: call.summary,
    parameters: parametersOf(call),
    ...(Object.keys(body).length > 0 && { requestBody: { required: true, content: body } }),
    responses: Object.fromEntries(answers),
    security: securityOf(call),
  };
}

/** The HTTP API as an OpenAPI 3.1 document, made of the one table of calls. `url` = base address of this installation. */
export function openApiDocument({ url, version }: { readonly url: string; readonly version: string }): Json {
  const { schemas } = z.toJSONSchema(named, { io: "input", uri: refTo });
  const paths = new Map<string, Record<string, unknown>>();
  for (const call of API_CALLS) {
    const item = paths.get(call.path) ?? {};
    item[call.method.toLowerCase()] = operationOf(call);
    paths.set(call.path, item);
  }
  return {
    openapi: "3.1.0",
    info: { title: "Firebreak", version, description: "Incident command for teams that run Go microservices." },
    servers: [{ url }],
    paths: Object.fromEntries(paths),
    components: {
      schemas: tidied(schemas),
      securitySchemes: {
        serviceToken: { type: "http", scheme: "bearer", description: "A service token fbk_<id>_<secret>" },
        session: {
          type: "apiKey",
          in: "cookie",
          name: url.startsWith("https://") ? "__Secure-next-auth.session-token" : "next-auth.session-token",
          description: "A signed-in browser. Commands also need the Origin of this site.",
        },
      },
    },
  };
}
