import Link from "next/link";
import { useTranslations } from "next-intl";
import { Avatar } from "../ui/avatar";
import { cn } from "../ui/cn";
import { Logo } from "./logo";
import { NAV, type NavKey, type ShellPerson } from "./nav";
import { PersonMenu } from "./person-menu";
import { ThemeToggle } from "./theme-toggle";

const link =
  "relative grid size-8 place-items-center rounded-2 text-fg-3 transition-colors hover:bg-hover hover:text-fg focus-visible:rounded-2";
const here =
  "bg-hover text-fg before:absolute before:-left-2 before:inset-y-2 before:w-0.5 before:rounded-full before:bg-fg";

/** Main navigation, 48 px at the left. On a phone its links are in the page's menu instead. */
export function Rail({ current, person }: { current: NavKey | null; person: ShellPerson | null }) {
  const t = useTranslations("common");
  return (
    <nav
      aria-label={t("nav.main")}
      className="sticky top-0 flex h-dvh flex-col items-center gap-1 border-line border-r bg-bg pt-3 pb-2 max-md:hidden print:hidden"
    >
      <Link href="/" aria-label={t("product")} className={cn(link, "mb-2 text-fg")}>
        <Logo className="size-5" />
      </Link>
      {NAV.map(({ key, href, icon: Icon }) => (
        <Link
          key={key}
          href={href}
          title={t(`nav.${key}`)}
          aria-label={t(`nav.${key}`)}
          {...(key === current ? { "aria-current": "page" as const } : {})}
          className={cn(link, key === current && here)}
        >
          <Icon aria-hidden className="size-4" />
        </Link>
      ))}
      <span className="flex-1" />
      <ThemeToggle className="size-8" />
      {person ? (
        <span className="mt-1">
          <PersonMenu person={person}>
            <Avatar name={person.name} />
          </PersonMenu>
        </span>
      ) : null}
    </nav>
  );
}
