import { html, type Reply } from "./reply";
import type { StoredTrace, TraceStore } from "./store";
import { traceIdOf } from "./trace-id";

const NEWEST = 50;

/** Two plain pages, so that a link to a trace leads somewhere: `/` (and Jaeger's `/search`) and `/trace/{id}`. */
export function pageAnswer(url: URL, store: TraceStore): Reply | null {
  if (url.pathname === "/" || url.pathname === "/search") return html(200, listPage(store));
  const id = /^\/trace\/([0-9a-fA-F]{1,32})$/.exec(url.pathname)?.[1];
  if (id === undefined) return null;
  const trace = store.trace(traceIdOf(id));
  return trace === null
    ? html(404, page("Trace not here", `<p>Trace ${escaped(id)} is not here (any more).</p>`))
    : html(200, tracePage(trace));
}

function listPage(store: TraceStore): string {
  const newest = [...store.traces()].slice(-NEWEST).reverse();
  const rows = newest.map(({ traceId, spans }) => {
    const services = [...new Set(spans.map(({ resource }) => resource.service))].sort().join(", ");
    return `<tr><td><a href="/trace/${traceId}">${traceId}</a></td><td>${spans.length}</td><td>${escaped(services)}</td></tr>`;
  });
  const counts = `${store.traceCount} traces, ${store.spanCount} spans in memory. The newest ${newest.length}:`;
  return page(
    "Traces",
    `<p>${counts}</p><table><tr><th>Trace</th><th>Spans</th><th>Services</th></tr>${rows.join("")}</table>`,
  );
}

function tracePage(trace: StoredTrace): string {
  const spans = [...trace.spans].sort((a, b) => a.startUs - b.startUs);
  const startUs = spans[0]?.startUs ?? 0;
  const rows = spans.map((span) => {
    const cells = [
      `+${((span.startUs - startUs) / 1_000).toFixed(1)} ms`,
      `${(span.durationNs / 1e6).toFixed(1)} ms`,
      escaped(span.resource.service),
      escaped(span.name),
      span.status.code === 2 ? `error ${escaped(span.status.message)}` : "",
    ];
    return `<tr>${cells.map((cell) => `<td>${cell}</td>`).join("")}</tr>`;
  });
  const id = trace.traceId;
  const links = `<p><a href="/api/traces/${id}">JSON, API v1</a> · <a href="/api/v3/traces/${id}">JSON, API v3</a> · <a href="/">All traces</a></p>`;
  const head = "<tr><th>Start</th><th>Took</th><th>Service</th><th>Operation</th><th>Status</th></tr>";
  return page(`Trace ${id}`, `${links}<table>${head}${rows.join("")}</table>`);
}

function page(title: string, body: string): string {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>${title} · trace store stand-in</title>
<meta name="viewport" content="width=device-width">
<style>:root{color-scheme:light dark;font:14px/1.5 system-ui}body{margin:2rem}td,th{padding:.15rem .8rem .15rem 0;text-align:left}</style>
<h1>${title}</h1><p>This is a <strong>trace store stand-in</strong> for demonstrations and tests: an OTLP receiver with Jaeger's query API, in memory. It is not Jaeger.</p>${body}</html>`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
