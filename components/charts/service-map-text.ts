import type { useTranslations } from "next-intl";
import type { MapData, MapDataEdge, MapDataNode } from "@/lib/contracts/service-map";
import type { EdgeLook, NodeLook } from "@/lib/domain/map-look";
import { placeName } from "@/lib/domain/map-peer";
import type { Figures } from "@/lib/domain/service-map";
import type { Format } from "../format/use-format";

// The map in words: on boxes and lines, in details and for screen readers.

type Words = ReturnType<typeof useTranslations<"map">>;

const ratioOf = ({ n, failed }: Figures) => (n === 0 ? 0 : failed / n);

/** `long`: rate · errors · p95. `short`: what is wrong. */
export function edgeLabelOf(
  { edge, trouble, breaker }: EdgeLook<MapDataEdge>,
  t: Words,
  format: Format,
): { readonly long: string; readonly short: string } {
  const open = breaker === null ? "" : t(`breaker_${breaker.state}`, { open: breaker.podsOpen, pods: breaker.pods });
  const { now, was } = edge;
  if (now.n === 0 || now.p95Ms === null) return { long: open, short: open };
  const parts = [
    ...(edge.perS === null ? [] : [format.perS(edge.perS)]),
    ...(now.failed === 0 ? [] : [format.percent(ratioOf(now))]),
    format.latency(now.p95Ms),
  ];
  const wrong =
    trouble === "failing"
      ? format.percent(ratioOf(now))
      : was?.p95Ms != null && trouble === "slower"
        ? `+${format.latency(now.p95Ms - was.p95Ms)}`
        : format.latency(now.p95Ms);
  const long = parts.join(" · ");
  return open === "" ? { long, short: wrong } : { long: `${open} · ${long}`, short: open };
}

/** The second line of a box. */
export function nodeFigureOf({ node, trouble }: NodeLook<MapDataNode>, t: Words, format: Format): string {
  if (node.now.n === 0 || node.now.p95Ms === null) return t("not_sampled");
  return trouble === "failing"
    ? t("fails", { share: format.percent(ratioOf(node.now)) })
    : t("p95", { p95: format.latency(node.now.p95Ms) });
}

/** Everything about a place, one line each; the lines of its calls are the keyboard's way to the figures of edges. */
export function nodeDetailsOf(look: NodeLook<MapDataNode>, map: MapData, t: Words, format: Format): readonly string[] {
  const { node } = look;
  const calls = map.edges.filter(({ caller }) => caller === node.id);
  return [
    [t(`kind_${node.kind}`), ...(look.isCause ? [t("cause")] : []), t(`trouble_${look.trouble}`)].join(", "),
    ...figureLines(node.now, node.was, t, format),
    ...(node.now.n === 0 ? [] : [t("self", { share: format.percent(node.selfRatio) })]),
    ...calls.slice(0, CALLS_SHOWN).map((edge) => callLine(edge, t, format)),
    ...(calls.length > CALLS_SHOWN ? [t("more_calls", { n: calls.length - CALLS_SHOWN })] : []),
  ];
}

const CALLS_SHOWN = 5;

export function edgeDetailsOf(look: EdgeLook<MapDataEdge>, t: Words, format: Format): readonly string[] {
  const { edge, breaker } = look;
  return [
    t(`trouble_${look.trouble}`),
    ...(breaker === null ? [] : [t(`breaker_long_${breaker.state}`, { open: breaker.podsOpen, pods: breaker.pods })]),
    ...(edge.perS === null ? [] : [t("rate", { rate: format.perS(edge.perS) })]),
    ...figureLines(edge.now, edge.was, t, format),
    ...(edge.failingRatio === 0 ? [] : [t("failing_share", { share: format.percent(edge.failingRatio) })]),
  ];
}

function figureLines(now: Figures, was: Figures | null, t: Words, format: Format): readonly string[] {
  if (now.n === 0 || now.p95Ms === null) return [];
  const p95 = format.latency(now.p95Ms);
  const errors = format.percent(ratioOf(now));
  const n = format.n(now.n);
  return [
    was?.p95Ms == null ? t("p95_n", { p95, n }) : t("p95_was", { p95, was: format.latency(was.p95Ms), n }),
    was === null || was.n === 0
      ? t("errors", { errors })
      : t("errors_was", { errors, was: format.percent(ratioOf(was)) }),
  ];
}

function callLine({ callee, now, perS }: MapDataEdge, t: Words, format: Format): string {
  const name = placeName(callee);
  if (now.n === 0 || now.p95Ms === null) return `→ ${name}: ${t("not_sampled")}`;
  const parts = [
    ...(perS === null ? [] : [format.perS(perS)]),
    format.percent(ratioOf(now)),
    format.latency(now.p95Ms),
  ];
  return `→ ${name}: ${parts.join(" · ")}`;
}
