"use client";

import { Command } from "cmdk";
import { useTranslations } from "next-intl";
import { Dialog } from "radix-ui";
import type { RoomAction } from "./command-bar";

const SHORTCUTS: Partial<Record<RoomAction, string>> = {
  acknowledge: "A",
  note: "N",
  review: "R",
  snapshot: "S",
  board: "G B",
  reports: "G R",
  help: "?",
};

/** Every command of the room by name. */
export function Palette(props: {
  readonly actions: readonly RoomAction[];
  readonly onAct: (action: RoomAction) => void;
  readonly onClose: () => void;
}) {
  const t = useTranslations("room.palette");
  return (
    <Dialog.Root open onOpenChange={(open) => !open && props.onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-scrim" />
        <Dialog.Content
          aria-describedby={undefined}
          className="fixed inset-x-0 top-[12vh] z-50 mx-auto w-[560px] max-w-[calc(100vw-32px)] animate-rise overflow-hidden rounded-3 bg-overlay shadow-3"
        >
          <Dialog.Title className="sr-only">{t("title")}</Dialog.Title>
          <Command label={t("title")}>
            <Command.Input
              placeholder={t("placeholder")}
              className="h-11 w-full border-line border-b bg-transparent px-4 text-md shadow-none! outline-none placeholder:text-fg-3"
            />
            <Command.List className="max-h-[360px] overflow-auto p-1.5">
              <Command.Empty className="px-2.5 py-3 text-fg-3">{t("empty")}</Command.Empty>
              {props.actions.map((action) => (
                <Command.Item
                  key={action}
                  value={t(`do.${action}`)}
                  onSelect={() => {
                    props.onClose();
                    props.onAct(action);
                  }}
                  className="flex h-7 cursor-pointer items-center rounded-1 px-2.5 text-sm data-[selected=true]:bg-hover max-md:h-11"
                >
                  <span className="flex-1">{t(`do.${action}`)}</span>
                  <span className="text-fg-3 text-xs">{SHORTCUTS[action] ?? ""}</span>
                </Command.Item>
              ))}
            </Command.List>
          </Command>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
