import { ROOM_RANGES_MIN, type RoomRangeMin } from "@/lib/domain/room-view";
import type { Command } from "../commands/command";
import type { RoomAction } from "./command-bar";

const KEYS: Readonly<Partial<Record<RoomAction, string>>> = {
  acknowledge: "a",
  note: "n",
  review: "r",
  snapshot: "s",
  command: "c",
};

/** The room's commands for the palette, the keys and the help: only what can be done now. */
export function roomCommandsOf(input: {
  readonly t: (key: string) => string;
  readonly actions: readonly RoomAction[];
  readonly act: (action: RoomAction) => void;
  readonly setRangeMin: (rangeMin: RoomRangeMin) => void;
  readonly openPostmortem: () => void;
}): readonly Command[] {
  const { t, actions, act } = input;
  return [
    ...actions.map((action): Command => {
      const key = KEYS[action];
      return {
        id: `room.${action}`,
        label: t(`palette.do.${action}`),
        ...(key === undefined ? {} : { keys: [key] }),
        group: "page",
        run: () => act(action),
      };
    }),
    { id: "room.postmortem", label: t("palette.postmortem"), group: "page", run: input.openPostmortem },
    ...ROOM_RANGES_MIN.map(
      (rangeMin): Command => ({
        id: `room.range.${rangeMin}`,
        label: `${t("view.range")}: ${t(`view.range_${rangeMin}`)}`,
        group: "page",
        run: () => input.setRangeMin(rangeMin),
      }),
    ),
  ];
}
