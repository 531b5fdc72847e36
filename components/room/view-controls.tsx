"use client";

import { useTranslations } from "next-intl";
import { COMPARISONS, ROOM_RANGES_MIN, type RoomView, spanOf } from "@/lib/domain/room-view";
import { useFormat } from "../format/use-format";
import { Button } from "../ui/button";
import { Menu, MenuContent, MenuItem, MenuTrigger } from "../ui/menu";
import { Segmented } from "../ui/segmented";

export type ChangeView = (part: Partial<RoomView>) => void;

/** What the room looks at: a range up to now or a stretch that stands still, what it is laid over, and the way back. */
export function ViewControls({ view, onView }: { readonly view: RoomView; readonly onView: ChangeView }) {
  const t = useTranslations("room.view");
  const format = useFormat();
  const { selection, span } = view;
  return (
    <>
      {view.service === null ? null : (
        <Button tone="plain" size="sm" onClick={() => onView({ service: null })} title={t("service_clear")}>
          {t("service", { service: view.service })} <span aria-hidden>×</span>
        </Button>
      )}
      {selection === null ? null : (
        <>
          <Button
            tone="plain"
            size="sm"
            aria-keyshortcuts="z"
            onClick={() => onView({ span: spanOf(selection.fromMs, selection.toMs), selection: null })}
          >
            {t("zoom", { from: format.time(selection.fromMs), to: format.time(selection.toMs) })}
          </Button>
          <Button tone="ghost" size="sm" onClick={() => onView({ selection: null })}>
            {t("clear")}
          </Button>
        </>
      )}
      {span === null ? null : (
        <Button tone="plain" size="sm" onClick={() => onView({ span: null })}>
          {t("back_to_now")}
        </Button>
      )}
      <Menu>
        <MenuTrigger asChild>
          <Button tone="ghost" size="sm" className="max-2xl:px-1.5">
            {view.compare === null ? t("compare") : t(`with.${view.compare}`)}
          </Button>
        </MenuTrigger>
        <MenuContent align="end">
          {COMPARISONS.map((compare) => (
            <MenuItem key={compare} onSelect={() => onView({ compare })}>
              {t(`with.${compare}`)}
            </MenuItem>
          ))}
          {view.compare === null ? null : (
            <MenuItem onSelect={() => onView({ compare: null })}>{t("compare_none")}</MenuItem>
          )}
        </MenuContent>
      </Menu>
      <Segmented
        label={t("range")}
        value={span === null ? String(view.rangeMin) : ""}
        options={ROOM_RANGES_MIN.map((range) => ({ value: String(range), label: t(`range_${range}`) }))}
        onChange={(chosen) => {
          const rangeMin = ROOM_RANGES_MIN.find((candidate) => String(candidate) === chosen);
          if (rangeMin) onView({ rangeMin, span: null });
        }}
      />
    </>
  );
}
