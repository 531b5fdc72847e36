"use client";

import dynamic from "next/dynamic";
import type { IncidentPage } from "@/lib/contracts/incident-page";
import type { TimelineEvent } from "@/lib/domain/events";
import type { Incident } from "@/lib/domain/incident";
import type { TimelineEntry } from "@/lib/domain/timeline-telling";
import type { CommandTab, MergeProposal } from "../command/command-panel";
import type { useCommands } from "./use-commands";
import type { useRollback } from "./use-rollback";

const UpdateDialog = dynamic(() => import("./text-dialogs").then((module) => module.UpdateDialog), { ssr: false });
const ResolveDialog = dynamic(() => import("./text-dialogs").then((module) => module.ResolveDialog), { ssr: false });
const CommandPanel = dynamic(() => import("../command/command-panel").then((module) => module.CommandPanel), {
  ssr: false,
});
const StepDialog = dynamic(() => import("../command/step-dialog").then((module) => module.StepDialog), { ssr: false });
const SettleDialog = dynamic(() => import("../command/settle-dialog").then((module) => module.SettleDialog), {
  ssr: false,
});
const RollbackDialog = dynamic(() => import("./rollback-dialog").then((module) => module.RollbackDialog), {
  ssr: false,
});

/** What a person has opened over the room: one at a time. */
export type OpenDialog =
  | { readonly kind: "update" }
  | { readonly kind: "resolve" }
  | { readonly kind: "command"; readonly tab: CommandTab; readonly merge?: MergeProposal }
  /** A line of the timeline, to pin, correct or reword. */
  | { readonly kind: "step"; readonly seq: number }
  | { readonly kind: "settle"; readonly mitigationId: string };

type Props = {
  readonly opened: OpenDialog | null;
  readonly onOpen: (dialog: OpenDialog | null) => void;
  readonly page: IncidentPage;
  readonly incident: Incident;
  readonly events: readonly TimelineEvent[];
  readonly entries: readonly TimelineEntry[];
  readonly nowMs: number;
  readonly can: ReadonlySet<string>;
  readonly commands: ReturnType<typeof useCommands>;
  readonly rollback: ReturnType<typeof useRollback>;
};

/** Everything that opens over the room besides a trace; its code comes when it is opened. */
export function RoomDialogs(props: Props) {
  const { rollback, can } = props;
  return (
    <>
      {rollback.isOpen ? (
        <RollbackDialog
          nowMs={props.nowMs}
          onClose={rollback.close}
          isPlanning={rollback.isPlanning}
          isApproving={rollback.isApproving}
          preview={rollback.preview}
          refusal={rollback.refusal}
          failure={rollback.failure}
          moved={rollback.moved}
          canApprove={can.has("approve_mitigation")}
          canWaive={can.has("waive_guard")}
          onPlan={rollback.makePlan}
          onApprove={rollback.approve}
        />
      ) : null}
      <Opened {...props} />
    </>
  );
}

function Opened({ opened, onOpen, page, incident, events, entries, nowMs, can, commands }: Props) {
  const close = () => onOpen(null);
  switch (opened?.kind) {
    case undefined:
      return null;
    case "update":
      return <UpdateDialog onClose={close} onSend={async (body) => (await commands.update(body)).ok} />;
    case "resolve":
      return (
        <ResolveDialog
          firingCount={incident.firingCount}
          onClose={close}
          onResolve={async (reason) => (await commands.resolve(reason)).ok}
        />
      );
    case "command":
      return (
        <CommandPanel
          page={page}
          incident={incident}
          events={events}
          nowMs={nowMs}
          canCommand={can.has("command")}
          tab={opened.tab}
          merge={opened.merge}
          onTab={(tab) => onOpen({ ...opened, tab })}
          onClose={close}
        />
      );
    case "step": {
      const entry = entries.find(({ seq }) => seq === opened.seq);
      const event = events.find(({ seq }) => seq === opened.seq);
      const isOwnNote =
        event?.kind === "note_added" && event.actor.kind === "person" && event.actor.id === page.viewer.id;
      return entry === undefined ? null : (
        <StepDialog incidentId={page.id} entry={entry} isOwnNote={isOwnNote} onClose={close} />
      );
    }
    case "settle":
      return <SettleDialog mitigationId={opened.mitigationId} onClose={close} />;
    default:
      return opened satisfies never;
  }
}
