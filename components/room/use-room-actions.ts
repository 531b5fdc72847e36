"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import type { IncidentPage } from "@/lib/contracts/incident-page";
import type { Incident } from "@/lib/domain/incident";
import type { RoomRangeMin } from "@/lib/domain/room-view";
import { usePageCommands } from "../commands/command-context";
import type { RoomAction } from "./command-bar";
import type { DoView } from "./do-view";
import { roomCommandsOf } from "./room-commands";
import type { OpenDialog } from "./room-dialogs";
import type { useCommands } from "./use-commands";

type Input = {
  readonly page: IncidentPage;
  readonly incident: Incident;
  readonly can: ReadonlySet<string>;
  readonly doView: DoView;
  /** Why nobody here may resolve now; null when one may. */
  readonly resolveLock: string | null;
  readonly commands: ReturnType<typeof useCommands>;
  readonly review: () => void;
  readonly open: (dialog: OpenDialog) => void;
  readonly writeNote: () => void;
  readonly setRangeMin: (rangeMin: RoomRangeMin) => void;
};

/** What the viewer may do in this room now: for the bar, for keys and palette, and the one action under a phone's thumb. */
export function useRoomActions(input: Input): {
  readonly act: (action: RoomAction) => void;
  readonly thumb: { readonly label: string; readonly act: RoomAction } | null;
} {
  const { page, incident, can, doView, resolveLock, commands } = input;
  const t = useTranslations("room");
  const router = useRouter();
  const canReview =
    (can.has("plan_mitigation") || (doView.kind === "rollback" && doView.plan !== null)) &&
    (doView.kind === "rollback" || doView.kind === "no_rollback" || doView.kind === "ended");
  const canCommand = can.has("command");

  function act(action: RoomAction) {
    switch (action) {
      case "acknowledge":
        if (canCommand && incident.acknowledgedAt === null) void commands.acknowledge();
        break;
      case "note":
        input.writeNote();
        break;
      case "snapshot":
        if (canCommand) void commands.snapshot();
        break;
      case "review":
        if (canReview) input.review();
        break;
      case "update":
        if (canCommand) input.open({ kind: "update" });
        break;
      case "command":
        input.open({ kind: "command", tab: "updates" });
        break;
      case "tasks":
      case "alerts":
      case "duties":
      case "incidents":
        input.open({ kind: "command", tab: action });
        break;
      case "resolve":
        if (canCommand && resolveLock === null && incident.status !== "resolved") input.open({ kind: "resolve" });
        break;
      default:
        action satisfies never;
    }
  }
  const actions: readonly RoomAction[] = [
    ...(canCommand && incident.acknowledgedAt === null ? (["acknowledge"] as const) : []),
    ...(canReview ? (["review"] as const) : []),
    ...(canCommand ? (["note", "update", "snapshot"] as const) : []),
    ...(canCommand && resolveLock === null && incident.status !== "resolved" ? (["resolve"] as const) : []),
    "command",
    ...(canCommand ? (["tasks", "alerts", "duties", "incidents"] as const) : []),
  ];
  usePageCommands(
    roomCommandsOf({
      t,
      actions,
      act,
      setRangeMin: input.setRangeMin,
      openPostmortem: () => router.push(`/incidents/${page.number}/postmortem`),
    }),
  );

  /** The one action within reach of a thumb: the review once there is something to roll back, before that the acknowledgement. */
  function thumbAction(): { readonly label: string; readonly act: RoomAction } | null {
    if (!canReview || doView.kind !== "rollback") {
      return canCommand && incident.acknowledgedAt === null && incident.status !== "resolved"
        ? { label: t("bar.acknowledge"), act: "acknowledge" }
        : null;
    }
    const preview = doView.plan?.preview;
    const name = (target: { version: string | null; revision: number }) => target.version ?? `#${target.revision}`;
    const label = preview
      ? t("do.review_from_to", { from: name(preview.from), to: name(preview.to) })
      : t("do.plan_and_review");
    return { label, act: "review" };
  }
  return { act, thumb: thumbAction() };
}
