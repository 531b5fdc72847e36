"use client";

import { Camera, Lock, MessageSquare, UserCheck } from "lucide-react";
import { useTranslations } from "next-intl";
import { DUTIES, type Duty } from "@/lib/domain/actor";
import type { Incident } from "@/lib/domain/incident";
import { UpdateDue } from "../command/update-due";
import { PaletteButton } from "../commands/palette-button";
import { LocaleToggle } from "../shell/locale-toggle";
import { PhoneMenu } from "../shell/phone-menu";
import { ThemeToggle } from "../shell/theme-toggle";
import { Avatar } from "../ui/avatar";
import { Button } from "../ui/button";
import { Kbd } from "../ui/kbd";
import { Menu, MenuContent, MenuItem, MenuLabel, MenuSeparator, MenuTrigger } from "../ui/menu";
import { Tooltip } from "../ui/tooltip";

export type RoomAction =
  | "acknowledge"
  | "note"
  | "update"
  | "snapshot"
  | "resolve"
  | "review"
  | "command"
  | "tasks"
  | "alerts"
  | "duties"
  | "incidents";

type Props = {
  readonly incident: Incident;
  readonly people: readonly { readonly id: string; readonly name: string }[];
  readonly canCommand: boolean;
  /** Why Resolve is locked; null when it is not. */
  readonly resolveLock: string | null;
  readonly onAct: (action: RoomAction) => void;
  readonly onAssign: (duty: Duty, personId: string | null) => void;
  /** When the next status update is due; null = none is. */
  readonly dueAtMs: number | null;
  readonly nowMs: number;
};

/** Who does what, and the commands of the incident. */
export function CommandBar(props: Props) {
  const t = useTranslations("room.bar");
  const tCommand = useTranslations("command");
  const { incident, canCommand } = props;
  const isResolved = incident.status === "resolved";
  return (
    <div className="flex items-center gap-1 whitespace-nowrap border-line border-b bg-surface pr-3 pl-4 max-md:h-13 max-md:px-4">
      <ul
        className="flex min-w-0 flex-1 items-center gap-4 overflow-hidden text-fg-3 max-md:gap-3"
        aria-label={t("duties")}
      >
        {DUTIES.map((duty) => (
          <DutyItem key={duty} {...props} duty={duty} />
        ))}
      </ul>
      {props.dueAtMs === null ? null : canCommand ? (
        <button
          type="button"
          onClick={() => props.onAct("command")}
          className="mx-1 min-h-6 rounded-1 px-1 text-fg-3 text-xs hover:bg-hover max-md:min-h-11"
          data-testid="update-due"
        >
          <UpdateDue dueAtMs={props.dueAtMs} nowMs={props.nowMs} />
        </button>
      ) : (
        <span className="mx-2 text-fg-3 text-xs" data-testid="update-due">
          <UpdateDue dueAtMs={props.dueAtMs} nowMs={props.nowMs} />
        </span>
      )}
      {incident.acknowledgedAt === null && !isResolved && canCommand ? (
        <Button
          onClick={() => props.onAct("acknowledge")}
          aria-keyshortcuts="a"
          className="touch-target"
          data-testid="acknowledge"
        >
          <UserCheck aria-hidden />
          {t("acknowledge")}
          <Kbd>A</Kbd>
        </Button>
      ) : null}
      {canCommand ? (
        <>
          <Button tone="ghost" onClick={() => props.onAct("command")} aria-keyshortcuts="c" className="max-md:hidden">
            <MessageSquare aria-hidden />
            {tCommand("open")}
            <Kbd>C</Kbd>
          </Button>
          <Button tone="ghost" onClick={() => props.onAct("snapshot")} aria-keyshortcuts="s" className="max-md:hidden">
            <Camera aria-hidden />
            {t("snapshot")}
            <Kbd>S</Kbd>
          </Button>
          {isResolved ? null : <Resolve {...props} />}
        </>
      ) : null}
      <PaletteButton className="mx-1 max-md:hidden" />
      <LocaleToggle className="max-md:hidden" />
      <ThemeToggle className="max-md:hidden" />
      <PhoneMenu>
        {canCommand ? (
          <>
            <MenuItem onSelect={() => props.onAct("command")}>{tCommand("open")}</MenuItem>
            <MenuItem onSelect={() => props.onAct("snapshot")}>{t("snapshot")}</MenuItem>
            {isResolved ? null : <MenuItem onSelect={() => props.onAct("resolve")}>{t("resolve")}</MenuItem>}
          </>
        ) : null}
      </PhoneMenu>
    </div>
  );
}

function Resolve({ resolveLock, onAct }: Props) {
  const t = useTranslations("room.bar");
  if (resolveLock === null) {
    return (
      <Button tone="ghost" onClick={() => onAct("resolve")} className="max-md:hidden" data-testid="resolve">
        {t("resolve")}
      </Button>
    );
  }
  return (
    <Tooltip text={resolveLock} side="bottom">
      <Button tone="ghost" aria-disabled className="max-md:hidden" data-testid="resolve">
        <Lock aria-hidden />
        {t("resolve")}
      </Button>
    </Tooltip>
  );
}

function DutyItem({ incident, people, duty, canCommand, onAssign }: Props & { readonly duty: Duty }) {
  const t = useTranslations("room.bar");
  const tDuty = useTranslations("common.duty");
  const person = incident.duties[duty];
  const isLesser = duty !== "commander";
  if (duty === "scribe" && !person) {
    return (
      <li className="inline-flex items-center gap-1.5 max-md:hidden">
        {tDuty(duty)} <b className="font-medium text-fg">{t("events_scribe")}</b>
      </li>
    );
  }
  const who = person ? (
    <>
      <Avatar name={person.name} />
      <b className="font-medium text-fg">{person.name}</b>
    </>
  ) : null;
  return (
    <li className={isLesser ? "inline-flex items-center gap-1.5 max-md:hidden" : "inline-flex items-center gap-1.5"}>
      {tDuty(duty)}
      {canCommand && incident.status !== "resolved" ? (
        <Menu>
          <MenuTrigger
            className="inline-flex items-center gap-1.5 rounded-1 px-0.5 hover:bg-hover max-md:min-h-11"
            aria-label={t("assign_duty", { duty: tDuty(duty), person: person?.name ?? t("nobody") })}
          >
            {who ?? <span className="text-accent">{t("assign")}</span>}
          </MenuTrigger>
          <MenuContent align="start">
            <MenuLabel>{tDuty(duty)}</MenuLabel>
            <MenuItem onSelect={() => onAssign(duty, "me")}>{t("take_it")}</MenuItem>
            {people
              .filter(({ id }) => id !== person?.id)
              .map(({ id, name }) => (
                <MenuItem key={id} onSelect={() => onAssign(duty, id)}>
                  <Avatar name={name} />
                  {name}
                </MenuItem>
              ))}
            {person ? (
              <>
                <MenuSeparator />
                <MenuItem onSelect={() => onAssign(duty, null)}>{t("hand_back")}</MenuItem>
              </>
            ) : null}
          </MenuContent>
        </Menu>
      ) : (
        (who ?? <span>{t("nobody")}</span>)
      )}
    </li>
  );
}
