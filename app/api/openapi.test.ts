import { describe, expect, it } from "vitest";
import { API_CALLS } from "@/lib/contracts/api-calls";
import { openApiDocument } from "@/lib/contracts/openapi";
import { routesOnDisk, serverPathsOnDisk } from "../testing/route-files";

const routes = (await routesOnDisk()).filter(({ path }) => !path.startsWith("/api/auth/"));
const document = openApiDocument({ url: "http://127.0.0.1:3000", version: "0.1.0" });
const text = JSON.stringify(document);
const withoutNames = (path: string) => path.replace(/\{\w+\}/g, "{}");

describe("the description of the API", () => {
  it("describes every route on disk and every path of the server, and nothing else", () => {
    const byServer = API_CALLS.filter(({ path }) => serverPathsOnDisk().includes(withoutNames(path)));
    const described = API_CALLS.filter((call) => !byServer.includes(call)).map(
      ({ method, path }) => `${method} ${path}`,
    );
    expect(described.sort()).toEqual(routes.map(({ method, path }) => `${method} ${path}`).sort());
    expect(byServer.map(({ path }) => withoutNames(path)).sort()).toEqual(serverPathsOnDisk());
    expect(new Set(API_CALLS.map(({ method, path }) => `${method} ${path}`)).size).toBe(API_CALLS.length);
  });

  it("names for each route the capability that the route asks for", () => {
    for (const { method, path, handler } of routes) {
      const call = API_CALLS.find((candidate) => candidate.method === method && candidate.path === path);
      const asked: unknown = "capability" in handler ? handler.capability : "public";
      expect(call?.needs, `${method} ${path}`).toBe(asked);
    }
  });

  it("refers only to schemas that it holds, each with a body", () => {
    const refs = [...text.matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)].map(([, name]) => name);
    expect(text.match(/"\$ref"/g)?.length).toBe(refs.length);
    const { schemas } = Object(document.components);
    for (const name of refs) expect(Object.keys(schemas)).toContain(name);
    for (const schema of Object.values(schemas)) expect(Object.keys(Object(schema)).length).toBeGreaterThan(0);
    expect(text).not.toMatch(/\$schema|"\$id"/);
  });

  it("declares every parameter of a path, once", () => {
    for (const [path, item] of Object.entries(Object(document.paths))) {
      const wanted = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      for (const operation of Object.values(Object(item))) {
        const parameters: { in: string; name: string }[] = Object(operation).parameters;
        expect(parameters.filter((parameter) => parameter.in === "path").map(({ name }) => name)).toEqual(wanted);
        expect(new Set(parameters.map(({ name }) => name)).size).toBe(parameters.length);
      }
    }
    const ids = [...text.matchAll(/"operationId":"(\w+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(API_CALLS.length);
  });

  it("leaves optional what has a default, and bounds what is bounded", () => {
    const { paths } = Object(document);
    const { schema } = paths["/api/incidents"].post.requestBody.content["application/json"];
    expect(schema.required).toEqual(["title", "service"]);
    expect(schema.properties.title).toMatchObject({ type: "string", minLength: 1, maxLength: 500 });
    expect(paths["/api/incidents"].post.security).toEqual([{ serviceToken: ["command"] }, { session: [] }]);
    expect(paths["/api/webhooks/alertmanager"].post.security).toEqual([{ serviceToken: ["ingest:alerts"] }]);
    expect(Object.keys(paths["/api/health"].get.responses)).toEqual(["200", "503"]);
  });
});
