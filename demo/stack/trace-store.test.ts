import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { layoutOf } from "./layout";
import { expectJaeger, jaegerConfig, traceStoreOf } from "./trace-store";

const LAYOUT = layoutOf({ homeDir: "/home", portBase: 4000 });
const NOTHING = { url: null, otlp: null, program: null };

describe("the demo's trace store", () => {
  it("is our own where there is no Jaeger, and the Jaeger on PATH on the same ports where there is one", () => {
    const { jaegerUrl, otlpUrl } = LAYOUT;
    expect(traceStoreOf(NOTHING, LAYOUT)).toEqual({ kind: "own", jaegerUrl, otlpUrl });
    const onPath = { ...NOTHING, program: "/usr/bin/jaeger" };
    expect(traceStoreOf(onPath, LAYOUT)).toEqual({ kind: "jaeger", jaegerUrl, otlpUrl });
  });

  it("is the one that JAEGER_URL names, with its spans at the OTLP port of the same host", () => {
    const given = { ...NOTHING, url: "https://jaeger.example:16686/jaeger/", program: "/usr/bin/jaeger" };
    expect(traceStoreOf(given, LAYOUT)).toEqual({
      kind: "given",
      jaegerUrl: "https://jaeger.example:16686/jaeger",
      otlpUrl: "https://jaeger.example:4318/v1/traces",
    });
    const collector = { ...given, otlp: "http://collector.example:4318" };
    expect(traceStoreOf(collector, LAYOUT).otlpUrl).toBe("http://collector.example:4318/v1/traces");
  });

  it("refuses what is not an address, by the name of the variable", () => {
    expect(() => traceStoreOf({ ...NOTHING, url: "localhost:16686" }, LAYOUT)).toThrow("JAEGER_URL: localhost:16686");
    const otlp = { ...NOTHING, url: "http://j.example", otlp: "collector" };
    expect(() => traceStoreOf(otlp, LAYOUT)).toThrow("OTEL_EXPORTER_OTLP_ENDPOINT: collector");
  });

  it("is expected to answer before the stack is ready", async () => {
    const server = createServer((_request, response) => response.end("{}")).listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    await expectJaeger(url);
    await new Promise((resolve) => server.close(resolve));
    await expect(expectJaeger(url)).rejects.toThrow(`JAEGER_URL: ${url} does not answer`);
  });

  it("takes and answers on the ports of its stack and on no other", () => {
    const { extensions, receivers, service } = parse(jaegerConfig(LAYOUT));
    expect(extensions.jaeger_query.http.endpoint).toBe("127.0.0.1:4006");
    expect(receivers).toEqual({ otlp: { protocols: { http: { endpoint: "127.0.0.1:4007" } } } });
    expect(service.telemetry.metrics).toEqual({ level: "none" }); // it would listen on 8888
  });
});
