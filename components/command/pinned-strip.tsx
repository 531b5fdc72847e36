"use client";

import { useTranslations } from "next-intl";
import type { StatusUpdate } from "@/lib/domain/incident-command";
import type { TimelineEntry } from "@/lib/domain/timeline-telling";
import { useFormat } from "../format/use-format";
import { useParams } from "../format/use-params";
import { Mark } from "../ui/mark";

const plain = (chunks: React.ReactNode) => chunks;

/** What everybody should see first: the last status update, then the steps that were pinned. Nothing when there is neither. */
export function PinnedStrip(props: {
  readonly update: StatusUpdate | null;
  readonly pinned: readonly TimelineEntry[];
  readonly onStep: (seq: number) => void;
}) {
  const t = useTranslations("command.pinned");
  const tUpdates = useTranslations("command.updates");
  const format = useFormat();
  const { update, pinned } = props;
  if (update === null && pinned.length === 0) return null;
  return (
    <section
      aria-label={t("title")}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
      tabIndex={0}
      className="max-h-[36%] shrink-0 overflow-auto border-line border-b bg-raised px-3 py-1.5 text-sm leading-[17px] max-md:max-h-none max-md:px-4"
    >
      {update ? (
        <div data-testid="latest-update">
          <p className="flex items-baseline gap-1.5 text-fg-3 text-xs">
            <Mark shape="message" />
            {t("update", { by: update.by, time: format.minute(update.at) })}
          </p>
          <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-2">
            {(["conditions", "actions", "needs"] as const)
              .filter((field) => update[field] !== "")
              .map((field) => (
                <div key={field} className="contents">
                  <dt className="text-fg-3 text-xs leading-[17px]">{tUpdates(`short.${field}`)}</dt>
                  <dd className="break-words">{update[field]}</dd>
                </div>
              ))}
          </dl>
        </div>
      ) : null}
      {pinned.length === 0 ? null : (
        <ul>
          {pinned.map((entry) => (
            <li key={entry.seq}>
              <Pinned entry={entry} onStep={props.onStep} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Pinned({ entry, onStep }: { readonly entry: TimelineEntry; readonly onStep: (seq: number) => void }) {
  const tEvents = useTranslations("events");
  const format = useFormat();
  const params = useParams()(entry.params);
  return (
    <button
      type="button"
      onClick={() => onStep(entry.seq)}
      className="flex min-h-6 w-full items-center gap-1.5 rounded-1 text-left hover:bg-hover max-md:min-h-11"
    >
      <Mark shape={entry.shape} />
      <span className="text-fg-3 text-xs">{format.minute(entry.at)}</span>
      <span className="min-w-0 flex-1 truncate">
        {tEvents.rich(entry.messageKey, { ...params, b: plain })}
        {entry.quote ? `: ${entry.quote}` : ""}
      </span>
    </button>
  );
}
