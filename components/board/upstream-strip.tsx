"use client";

import { useTranslations } from "next-intl";
import type { Board } from "@/lib/contracts/board";
import { useFormat } from "../format/use-format";
import { cn } from "../ui/cn";
import { Mark, type MarkShape } from "../ui/mark";

/** A heartbeat older than this is late. Alertmanager's Watchdog repeats more often in every shipped configuration. */
const HEARTBEAT_LATE_MS = 5 * 60_000;

type Cell = {
  readonly key: string;
  readonly shape: MarkShape;
  readonly name: string;
  readonly text: string;
  readonly isLate?: boolean;
};

/** One cell per system that Firebreak reads, and per heartbeat: is the quiet real? */
export function UpstreamStrip({ board, nowMs }: { board: Board; nowMs: number }) {
  const t = useTranslations("board.upstream");
  const common = useTranslations("common");
  const format = useFormat();
  const ago = (ms: number) => common("ago", { duration: format.duration(Math.max(0, nowMs - ms)) });
  const upstreams = board.upstreams.map((upstream): Cell => {
    const name = common(`upstream.${upstream.upstream}`);
    const key = upstream.upstream;
    if (upstream.reason === "not_configured") return { key, shape: "unknown", name, text: t("not_configured") };
    if (upstream.state === "ok" && upstream.lastOkMs !== null) {
      return { key, shape: "fine", name, text: t("ok", { age: ago(upstream.lastOkMs) }) };
    }
    if (upstream.state === "stale") {
      const since = upstream.failingSinceMs ?? upstream.lastOkMs ?? nowMs;
      return { key, shape: "watch", name, text: t("stale", { time: format.time(since) }) };
    }
    return { key, shape: "unknown", name, text: t("unknown") };
  });
  // Late ones first: they are why somebody looks here.
  const beats = [...board.heartbeats]
    .sort((a, b) => a.lastMs - b.lastMs)
    .map(({ name, lastMs }): Cell => {
      const isLate = nowMs - lastMs > HEARTBEAT_LATE_MS;
      const text = isLate
        ? t("heartbeatLate", { name, time: format.time(lastMs) })
        : t("heartbeatAt", { name, age: ago(lastMs) });
      return { key: `beat-${name}`, shape: isLate ? "act" : "fine", name: t("heartbeat"), text, isLate };
    });
  const none: Cell = { key: "beat", shape: "unknown", name: t("heartbeat"), text: t("noHeartbeat") };
  return (
    <ul
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a strip that scrolls must be reachable by keyboard
      tabIndex={0}
      aria-label={t("label")}
      className="flex min-h-11 items-stretch overflow-x-auto border-line border-b bg-bg text-xs"
    >
      {[...upstreams, ...(beats.length > 0 ? beats : [none])].map((cell) => (
        <li key={cell.key} className="border-line border-r px-4 py-1.5 leading-4">
          <b className="flex items-center gap-1.5 whitespace-nowrap font-medium text-fg text-sm">
            <Mark shape={cell.shape} className="size-[9px]" />
            {cell.name}
          </b>
          <span className={cn("whitespace-nowrap", cell.isLate ? "text-act" : "text-fg-3")}>{cell.text}</span>
        </li>
      ))}
    </ul>
  );
}
