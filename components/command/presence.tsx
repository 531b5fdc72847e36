"use client";

import { useTranslations } from "next-intl";
import type { PresenceWire } from "@/lib/contracts/presence";
import { Avatar } from "../ui/avatar";

const SHOWN = 4;

/** Initials of who looks at the incident now, the viewer aside. Nothing when nobody else does. */
export function Presence({
  presence,
  viewerId,
}: {
  readonly presence: PresenceWire | null;
  readonly viewerId: string;
}) {
  const t = useTranslations("command.presence");
  if (presence === null) return null;
  const others = presence.viewers.filter(({ id }) => id !== viewerId);
  // The viewer is always one of them, named or not.
  const total = presence.total - 1;
  if (others.length === 0) return null;
  const more = total - Math.min(SHOWN, others.length);
  const label = t("label", { names: others.map(({ name }) => name).join(", ") });
  return (
    <span role="img" aria-label={label} title={label} className="inline-flex items-center" data-testid="presence">
      {others.slice(0, SHOWN).map(({ id, name }) => (
        <Avatar key={id} name={name} className="-ml-1 bg-raised first:ml-0" />
      ))}
      {more > 0 ? <span className="ml-1 text-fg-3 text-xs">{t("more", { n: more })}</span> : null}
    </span>
  );
}
