import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { CommandCentre } from "../commands/command-centre";
import { PaletteButton } from "../commands/palette-button";
import { PastedTraces } from "../traces/pasted-traces";
import type { NavKey, ShellPerson } from "./nav";
import { PhoneMenu } from "./phone-menu";
import { Rail } from "./rail";

/** Rail and page. The war room fills it itself; other pages put a PageHead first. */
export function AppShell(props: {
  readonly current: NavKey | null;
  readonly person: ShellPerson | null;
  readonly children: ReactNode;
}) {
  const t = useTranslations("common");
  return (
    <div className="grid min-h-dvh grid-cols-[48px_minmax(0,1fr)] max-md:grid-cols-[minmax(0,1fr)] print:block">
      <a
        href="#main"
        className="absolute top-2 left-2 z-60 -translate-y-20 rounded-2 bg-overlay px-3 py-2 shadow-2 focus:translate-y-0"
      >
        {t("skipToContent")}
      </a>
      <Rail current={props.current} person={props.person} />
      <main id="main" tabIndex={-1} className="min-w-0 shadow-none!">
        <CommandCentre>{props.children}</CommandCentre>
        <PastedTraces />
      </main>
    </div>
  );
}

/** Head of a page: title, badge beside it, the one sentence that answers the page's first question, actions at the right. */
export function PageHead(props: {
  readonly title: ReactNode;
  readonly badge?: ReactNode;
  readonly summary?: ReactNode;
  readonly children?: ReactNode;
}) {
  return (
    <header className="flex min-h-[52px] items-center gap-4 border-line border-b bg-surface px-5 py-2 max-md:flex-wrap max-md:px-4">
      <div className="min-w-0 flex-1">
        <div className="flex items-center gap-3">
          <h1 className="truncate font-semibold text-xl leading-6 tracking-tight">{props.title}</h1>
          {props.badge}
        </div>
        {props.summary === undefined ? null : <p className="mt-px text-fg-2 text-sm leading-[18px]">{props.summary}</p>}
      </div>
      <div className="flex items-center gap-2 print:hidden">
        <PaletteButton className="xl:w-[250px] max-md:size-11 max-md:justify-center max-md:p-0" />
        {props.children}
        <PhoneMenu />
      </div>
    </header>
  );
}
