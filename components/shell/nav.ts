import { ChartLine, type LucideIcon, Menu } from "lucide-react";

/** Pages that exist, in the order of the rail. `key` is the message under common.nav, `keys` the chord that leads there. */
export const NAV = [
  { key: "incidents", href: "/", keys: "g b", icon: Menu },
  { key: "reports", href: "/reports", keys: "g r", icon: ChartLine },
] as const satisfies readonly {
  readonly key: string;
  readonly href: string;
  readonly keys: string;
  readonly icon: LucideIcon;
}[];

export type NavKey = (typeof NAV)[number]["key"];

/** Who is signed in, as far as the shell shows it. */
export type ShellPerson = { readonly name: string; readonly role: string };
