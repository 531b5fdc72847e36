"use client";

import { Command as Cmdk } from "cmdk";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { Dialog } from "radix-ui";
import { type ReactNode, type RefObject, useRef } from "react";
import { traceReferenceIn } from "@/lib/domain/trace-id";
import { tracePath } from "../traces/trace-link";
import { Kbd } from "../ui/kbd";
import { COMMAND_GROUPS, type Command, isNamedBy } from "./command";
import { useCommandsShown } from "./use-commands-shown";
import { useIncidentSearch } from "./use-incident-search";

const ITEM =
  "flex h-7 cursor-pointer items-center gap-2 rounded-1 px-2.5 text-sm data-[selected=true]:bg-hover max-md:h-11";
const HEADING =
  "[&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-fg-3 [&_[cmdk-group-heading]]:text-xs";

/** Everything that can be done and every incident, by name. */
export function Palette(props: {
  readonly shell: readonly Command[];
  readonly openedFrom: RefObject<Element | null>;
  readonly text: string;
  readonly onText: (text: string) => void;
  readonly onClose: () => void;
}) {
  const t = useTranslations("common.palette");
  const tTrace = useTranslations("traces");
  const router = useRouter();
  const { text } = props;
  const field = useRef<HTMLInputElement>(null);
  const trace = traceReferenceIn(text);
  const commands = useCommandsShown(props.shell).filter((command) => !command.isKeyOnly && isNamedBy(command, text));
  const found = useIncidentSearch(text);
  const picked = useRef<(() => void) | null>(null);
  const pick = (run: () => void) => {
    picked.current = run;
    props.onClose();
  };
  return (
    <Dialog.Root open onOpenChange={(open) => !open && props.onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-scrim" />
        <Dialog.Content
          aria-describedby={undefined}
          onOpenAutoFocus={(event) => {
            // Radix would select the text, and the next letter would replace what was typed ahead.
            event.preventDefault();
            field.current?.focus();
            field.current?.setSelectionRange(text.length, text.length);
          }}
          // The focus goes back first, so that what is picked may move it on (a note field, a dialog).
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            const { current } = props.openedFrom;
            if (current instanceof HTMLElement) current.focus();
            picked.current?.();
          }}
          className="fixed inset-x-0 top-[12vh] z-50 mx-auto w-[560px] max-w-[calc(100vw-32px)] animate-rise overflow-hidden rounded-3 bg-overlay shadow-3"
        >
          <Dialog.Title className="sr-only">{t("title")}</Dialog.Title>
          <Cmdk label={t("title")} shouldFilter={false} loop>
            <Cmdk.Input
              ref={field}
              value={text}
              onValueChange={props.onText}
              placeholder={t("placeholder")}
              className="h-11 w-full border-line border-b bg-transparent px-4 text-md shadow-none! outline-none placeholder:text-fg-3 max-md:text-[16px]"
            />
            <Cmdk.List label={t("list")} className="max-h-[min(420px,60vh)] overflow-auto p-1.5">
              <Cmdk.Empty className="px-2.5 py-3 text-fg-3">
                {t(found.state === "searching" ? "searching" : found.state === "failed" ? "failed" : "empty")}
              </Cmdk.Empty>
              {trace ? (
                <Cmdk.Item
                  value={`trace ${trace.traceId}`}
                  onSelect={() => pick(() => router.push(tracePath(trace.traceId, trace.spanId)))}
                  className={ITEM}
                >
                  {tTrace("open", { id: trace.traceId })}
                </Cmdk.Item>
              ) : null}
              {found.incidents.length > 0 ? (
                <Group heading={t("incidents", { shown: found.incidents.length, total: found.total })}>
                  {found.incidents.map(({ id, number, title, service, status }) => (
                    <Cmdk.Item
                      key={id}
                      value={id}
                      onSelect={() => pick(() => router.push(`/incidents/${number}`))}
                      className={ITEM}
                    >
                      <span className="text-fg-3">#{number}</span>
                      <span className="min-w-0 flex-1 truncate">{title}</span>
                      <span className="text-fg-3 text-xs max-md:hidden">{service}</span>
                      <span className="text-fg-3 text-xs">{t(status === "resolved" ? "resolved" : "open")}</span>
                    </Cmdk.Item>
                  ))}
                </Group>
              ) : null}
              {COMMAND_GROUPS.map((group) => {
                const members = commands.filter((command) => command.group === group);
                return members.length === 0 ? null : (
                  <Group key={group} heading={t(`group.${group}`)}>
                    {members.map(({ id, label, keys, run }) => (
                      <Cmdk.Item key={id} value={id} onSelect={() => pick(run)} className={ITEM}>
                        <span className="min-w-0 flex-1 truncate">{label}</span>
                        <Keys keys={keys?.[0]} />
                      </Cmdk.Item>
                    ))}
                  </Group>
                );
              })}
            </Cmdk.List>
          </Cmdk>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Group({ heading, children }: { heading: string; children: ReactNode }) {
  return (
    <Cmdk.Group heading={heading} className={HEADING}>
      {children}
    </Cmdk.Group>
  );
}

/** "g b" as two keys. */
function Keys({ keys }: { keys: string | undefined }) {
  return keys === undefined ? null : (
    <span className="flex gap-1 max-md:hidden">
      {keys.split(" ").map((key, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the same key may come twice in a chord
        <Kbd key={index}>{key.length === 1 ? key.toUpperCase() : key}</Kbd>
      ))}
    </span>
  );
}
