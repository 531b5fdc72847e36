"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { areSingleKeysOn, setSingleKeys } from "../shell/preferences";
import { Dialog } from "../ui/dialog";
import type { Command } from "./command";
import { usePaletteKey } from "./palette-button";
import { useCommandsShown } from "./use-commands-shown";

const KEY = "rounded-1 border border-line bg-raised px-1.5 py-0.5 font-medium font-sans text-fg-2 text-xs";

/** The keys that this page has now, and the switch that turns single keys off (WCAG 2.1.4). */
export function KeyHelp({ shell, onClose }: { shell: readonly Command[]; onClose: () => void }) {
  const t = useTranslations("common.keyHelp");
  const paletteKey = usePaletteKey();
  const commands = useCommandsShown(shell);
  const [areOn, setAreOn] = useState(areSingleKeysOn);
  const rows = [
    ...commands.flatMap(({ id, label, keys = [] }) => (keys.length === 0 ? [] : [{ id, label, keys }])),
    { id: "palette", label: t("palette"), keys: [paletteKey] },
    { id: "escape", label: t("escape"), keys: ["Esc"] },
  ];
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title={t("title")} className="w-[400px]">
      <dl className="px-5 py-3 max-md:px-4">
        {rows.map(({ id, label, keys }) => (
          <div key={id} className="flex min-h-7 items-center justify-between gap-4">
            <dt className="text-fg-2">{label}</dt>
            <dd className="flex shrink-0 gap-1.5">
              {keys.map((key) => (
                <kbd key={key} className={KEY}>
                  {key}
                </kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
      <label className="flex min-h-11 cursor-pointer items-center gap-2 border-line border-t px-5 py-2 max-md:px-4">
        <input
          type="checkbox"
          checked={areOn}
          onChange={(event) => {
            setSingleKeys(event.target.checked);
            setAreOn(event.target.checked);
          }}
          className="size-4 accent-fg"
        />
        <span>
          {t("singleKeys")} <span className="block text-fg-3 text-xs">{t("singleKeysHint", { key: paletteKey })}</span>
        </span>
      </label>
    </Dialog>
  );
}
