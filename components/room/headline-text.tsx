import { useTranslations } from "next-intl";
import { useFormat } from "../format/use-format";
import { cn } from "../ui/cn";
import type { Headline } from "./headline";

/** What is broken, in one sentence: the figure that matters stands out, red while a limit is broken. */
export function HeadlineText({ headline, className }: { headline: Headline; className: string }) {
  const t = useTranslations("room.headline");
  const format = useFormat();
  const figure = (chunks: React.ReactNode) => <b className="font-semibold text-act">{chunks}</b>;
  const fine = (chunks: React.ReactNode) => <b className="font-semibold text-fg">{chunks}</b>;
  const parts: React.ReactNode[] = [];
  if (headline.key === "latency" || headline.key === "latency_fine") {
    const p95 = format.latency(headline.p95Ms);
    const was = headline.wasMs === null ? null : format.latency(headline.wasMs);
    const key = was === null ? "now" : headline.version === null ? "was" : "was_before";
    parts.push(
      t.rich(`p95_${key}`, {
        p95,
        was: was ?? "",
        version: headline.version ?? "",
        b: headline.key === "latency" ? figure : fine,
      }),
    );
    parts.push(t("objective", { objective: format.latency(headline.objectiveMs) }));
    if (headline.slowRatio !== null && headline.key === "latency")
      parts.push(t("slower", { share: format.percent(headline.slowRatio) }));
    parts.push(t("since", { time: format.time(headline.since) }));
  } else if (headline.key === "errors") {
    const key = headline.wasRatio === null ? "now" : headline.version === null ? "was" : "was_before";
    parts.push(
      t.rich(`errors_${key}`, {
        errors: format.percent(headline.errorRatio),
        was: headline.wasRatio === null ? "" : format.percent(headline.wasRatio),
        version: headline.version ?? "",
        b: figure,
      }),
    );
    parts.push(t("since", { time: format.time(headline.since) }));
  } else if (headline.key === "resolved") {
    parts.push(t("resolved", { took: format.duration(headline.tookMs) }));
    if (headline.p95Ms !== null) parts.push(t.rich("p95_now", { p95: format.latency(headline.p95Ms), b: fine }));
  } else if ("service" in headline) parts.push(t(headline.key, { service: headline.service }));
  return (
    <p className={cn("text-fg-2", className)} data-testid="headline">
      {parts.map((part, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one sentence keep their places
        <span key={index}>
          {index > 0 ? " " : null}
          {part}
        </span>
      ))}
    </p>
  );
}
