"use client";

import { Download } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useDeferredValue, useMemo, useState } from "react";
import type { IncidentWire } from "@/lib/contracts/incident";
import type { PostmortemWire } from "@/lib/contracts/postmortem";
import type { GoldenChain } from "@/lib/domain/golden-chain";
import { markdownOutline } from "@/lib/domain/markdown-outline";
import { isTextOpen, type PostmortemStatus } from "@/lib/domain/postmortem-review";
import { useFormat } from "../format/use-format";
import { PhoneMenu } from "../shell/phone-menu";
import { Button } from "../ui/button";
import { cn } from "../ui/cn";
import { CopyButton } from "../ui/copy-block";
import { Textarea } from "../ui/field";
import { Notice } from "../ui/notice";
import { Segmented } from "../ui/segmented";
import { useToast } from "../ui/toast";
import { FactsPanel } from "./facts-panel";
import { MarkdownView } from "./markdown-view";
import { OutlineNav } from "./outline-nav";
import { ReviewSteps } from "./review-steps";
import { usePostmortem } from "./use-postmortem";

const FORWARD: Readonly<Partial<Record<PostmortemStatus, PostmortemStatus>>> = {
  draft: "in_review",
  in_review: "signed_off",
  signed_off: "closed",
};
const BACK: Readonly<Partial<Record<PostmortemStatus, PostmortemStatus>>> = {
  in_review: "draft",
  signed_off: "in_review",
};

/** Outline, document, facts. Read it, or write Markdown with the document beside it. */
export function PostmortemView(props: {
  readonly incident: IncidentWire;
  readonly postmortem: PostmortemWire;
  readonly chain: GoldenChain;
  readonly eventCount: number;
  readonly snapshotSha256: string | null;
  readonly mayWrite: boolean;
}) {
  const { incident, chain, mayWrite } = props;
  const t = useTranslations("postmortem");
  const format = useFormat();
  const say = useToast();
  const router = useRouter();
  const document_ = usePostmortem(props.postmortem);
  const { stored, text, isDirty, isSaving, problem } = document_;
  const [mode, setMode] = useState<"read" | "write">("read");
  const shown = useDeferredValue(text);
  const outline = useMemo(() => markdownOutline(shown).filter(({ level }) => level === 2), [shown]);
  const isOpen = mayWrite && isTextOpen(stored.status);
  const isWriting = mode === "write" && isOpen;
  const fileName = `incident-${incident.number}`;

  const save = async (over?: number) => {
    const saved = await document_.save(over);
    if (saved) say("fine", t("saveDone", { revision: saved.revision }));
  };
  const move = async (status: PostmortemStatus) => {
    const saved = await document_.move(status);
    if (saved === null) return;
    say("fine", t(`stepDone.${status}`));
    if (status === "closed") router.refresh();
  };
  const forward = FORWARD[stored.status];
  const back = BACK[stored.status];

  return (
    <div className="min-h-dvh bg-surface">
      <header className="sticky top-0 z-20 flex min-h-14 flex-wrap items-center gap-x-3 gap-y-2 border-line border-b bg-surface px-5 py-2 max-md:static max-md:px-4 print:static">
        <div className="min-w-0 flex-1 max-md:basis-2/3">
          <h1 className="truncate font-semibold text-lg leading-5">
            {t("heading", { number: incident.number, title: incident.title })}
          </h1>
          <p className="truncate text-fg-3 text-xs leading-[15px]">
            {t("drafted", { date: format.dateTime(new Date(incident.detectedAt)), n: props.eventCount })}
            {props.snapshotSha256 === null
              ? null
              : `, ${t("snapshot", { sha: `${props.snapshotSha256.slice(0, 4)}…${props.snapshotSha256.slice(-4)}` })}`}
          </p>
        </div>
        <PhoneMenu />
        <ReviewSteps status={stored.status} />
        <span className="flex flex-wrap items-center gap-2 print:hidden">
          <Button asChild tone="ghost" className="touch-target">
            <Link href={`/incidents/${incident.number}`}>{t("room")}</Link>
          </Button>
          <Button asChild className="touch-target">
            <a href={`/api/incidents/${incident.id}/postmortem.md`} download className="justify-center">
              <Download aria-hidden />
              <span className="max-md:sr-only">{t("download")}</span>
            </a>
          </Button>
          {mayWrite && back ? (
            <Button disabled={isSaving} onClick={() => void move(back)} className="touch-target">
              {t(back === "draft" ? "step.draft" : "step.back_to_review")}
            </Button>
          ) : null}
          {mayWrite && forward ? (
            <Button
              tone={isDirty ? "plain" : "primary"}
              disabled={isSaving}
              onClick={() => void move(forward)}
              className="touch-target"
            >
              {t(`step.${forward}`)}
            </Button>
          ) : null}
        </span>
      </header>
      <div
        className={cn(
          "grid items-start print:block",
          isWriting
            ? "grid-cols-[208px_minmax(0,1fr)] max-xl:grid-cols-[minmax(0,1fr)]"
            : "grid-cols-[208px_minmax(0,1fr)_340px] max-xl:grid-cols-[minmax(0,1fr)_320px] max-md:grid-cols-[minmax(0,1fr)]",
        )}
      >
        <div className="sticky top-14 flex h-[calc(100dvh-56px)] flex-col py-5 pr-2 pl-5 max-xl:hidden print:hidden">
          <OutlineNav entries={outline} className="min-h-0 overflow-auto" />
          <p className="mt-auto px-2 text-fg-3 text-xs leading-4">
            {stored.updatedAt === null
              ? t("unsaved")
              : t("saved", {
                  time: format.time(new Date(stored.updatedAt)),
                  who: stored.updatedBy ?? "",
                  revision: stored.revision,
                })}
          </p>
        </div>
        <div className="min-h-[calc(100dvh-56px)] min-w-0 border-line xl:border-l md:border-r">
          <div className="flex min-h-11 flex-wrap items-center gap-2 border-line border-b px-10 py-2 max-md:px-4 print:hidden">
            {isOpen ? (
              <Segmented
                label={t("mode.label")}
                value={mode}
                options={[
                  { value: "read", label: t("mode.read") },
                  { value: "write", label: t("mode.write") },
                ]}
                onChange={setMode}
              />
            ) : (
              <span className="text-fg-3 text-xs">{mayWrite ? t("locked") : t("readOnly")}</span>
            )}
            <span className="flex-1" />
            {isDirty ? <span className="text-fg-2 text-xs">{t("dirty")}</span> : null}
            {isWriting || isDirty ? (
              <Button
                tone={isDirty ? "primary" : "plain"}
                disabled={!isDirty || isSaving}
                onClick={() => void save()}
                className="touch-target"
              >
                {isSaving ? t("saving") : t("save")}
              </Button>
            ) : null}
          </div>
          {problem ? (
            <Problem
              problem={problem}
              text={text}
              onLoadTheirs={() => void document_.loadTheirs()}
              onSaveMine={(revision) => void save(revision)}
            />
          ) : null}
          {isWriting ? (
            <div className="grid grid-cols-2 max-xl:grid-cols-1">
              <Textarea
                aria-label={t("editor")}
                value={text}
                onChange={(event) => document_.setText(event.target.value)}
                spellCheck
                className="sticky top-14 h-[calc(100dvh-100px)] resize-none rounded-none border-0 border-line px-6 py-5 font-mono text-[12px] leading-[19px] xl:border-r max-xl:static max-xl:h-[50dvh] max-xl:border-b focus-visible:rounded-none focus-visible:shadow-[inset_0_0_0_2px_var(--accent)]"
              />
              <Document label={t("preview")} markdown={shown} fileName={fileName} />
            </div>
          ) : (
            <Document label={t("title", { number: incident.number })} markdown={shown} fileName={fileName} />
          )}
        </div>
        {isWriting ? null : (
          <FactsPanel
            incident={incident}
            chain={chain}
            className="md:sticky md:top-14 print:hidden max-md:border-line max-md:border-t"
          />
        )}
      </div>
    </div>
  );
}

function Document({ label, markdown, fileName }: { label: string; markdown: string; fileName: string }) {
  return (
    <article
      aria-label={label}
      className="mx-auto w-full min-w-0 max-w-[800px] px-10 pt-6 pb-20 text-md leading-doc max-md:px-4 print:max-w-none print:px-0"
    >
      <MarkdownView markdown={markdown} fileName={fileName} />
    </article>
  );
}

function Problem(props: {
  readonly problem: NonNullable<ReturnType<typeof usePostmortem>["problem"]>;
  readonly text: string;
  readonly onLoadTheirs: () => void;
  readonly onSaveMine: (revision: number) => void;
}) {
  const { problem } = props;
  const t = useTranslations("postmortem");
  if (problem.kind === "failed") {
    return (
      <Notice tone="act" className="mx-4 my-2">
        {t("failed", { why: problem.why })}
      </Notice>
    );
  }
  return (
    <Notice
      tone="act"
      className="mx-4 my-2 max-md:flex-wrap"
      title={t("conflict.title", { who: problem.who, revision: problem.revision })}
      action={
        <span className="flex flex-wrap gap-2">
          <CopyButton text={props.text} label={t("conflict.copyMine")} done={t("diagram.copied")} />
          <Button onClick={props.onLoadTheirs} className="touch-target">
            {t("conflict.loadTheirs")}
          </Button>
          <Button onClick={() => props.onSaveMine(problem.revision)} className="touch-target">
            {t("conflict.saveMine")}
          </Button>
        </span>
      }
    >
      {t("conflict.text")}
    </Notice>
  );
}
