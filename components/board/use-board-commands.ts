"use client";

import { useTranslations } from "next-intl";
import { BOARD_ORDERS, type BoardOrder } from "@/lib/domain/board-order";
import type { Command } from "../commands/command";
import { usePageCommands } from "../commands/command-context";
import type { ListCursor } from "./use-list-cursor";

/** The board's commands: what cannot be done now is not offered. */
export function useBoardCommands(input: {
  readonly mayCommand: boolean;
  readonly cursor: ListCursor;
  readonly toggleSelected: () => void;
  readonly clearSelected: (() => void) | null;
  readonly focusSearch: () => void;
  readonly catchUp: (() => void) | null;
  readonly declare: () => void;
  readonly order: (order: BoardOrder) => void;
}): void {
  const t = useTranslations("board");
  const { cursor, clearSelected, catchUp } = input;
  const command = (id: string, run: () => void, rest: Partial<Command> = {}): Command => ({
    id: `board.${id}`,
    label: t(`command.${id}`),
    group: "page",
    run,
    ...rest,
  });
  const open = () => document.querySelector<HTMLElement>(`[data-offset="${cursor.offset}"] [data-incident]`)?.click();
  usePageCommands([
    ...(input.mayCommand ? [command("declare", input.declare, { keys: ["d"] })] : []),
    command("search", input.focusSearch, { keys: ["/"] }),
    ...(catchUp === null ? [] : [command("catchUp", catchUp, { keys: ["."] })]),
    command("next", () => cursor.move(1), { keys: ["j", "↓"], isKeyOnly: true }),
    command("previous", () => cursor.move(-1), { keys: ["k", "↑"], isKeyOnly: true }),
    ...(cursor.offset === null
      ? []
      : [
          command("open", open, { keys: ["o", "↵"], isKeyOnly: true }),
          command("select", input.toggleSelected, { keys: ["x"], isKeyOnly: true }),
        ]),
    ...(clearSelected === null ? [] : [command("clearSelected", clearSelected, { keys: ["Escape"], isKeyOnly: true })]),
    ...BOARD_ORDERS.map(
      (order): Command => ({
        id: `board.order.${order}`,
        label: `${t("order")}: ${t(`by.${order}`)}`,
        group: "page",
        run: () => input.order(order),
      }),
    ),
  ]);
}
