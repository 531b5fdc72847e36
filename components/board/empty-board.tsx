"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import type { Board } from "@/lib/contracts/board";
import { incidentWireSchema } from "@/lib/contracts/incident";
import { post } from "../room/use-commands";
import { Button } from "../ui/button";
import { CodeBlock, CopyButton } from "../ui/copy-block";
import { useToast } from "../ui/toast";
import { curlText, receiverText } from "./first-alert";

/** No incident ever: how to send the first alert, and a way to see the room without one. No secret is shown. */
export function EmptyBoard(props: { readonly board: Board; readonly baseUrl: string; readonly maySend: boolean }) {
  const t = useTranslations("board.empty");
  const answering = props.board.upstreams.filter(({ state }) => state === "ok").length;
  const receiver = receiverText(props.baseUrl);
  const curl = curlText(props.baseUrl);
  return (
    <div className="min-h-[calc(100dvh-97px)] bg-surface">
      <section className="mx-auto max-w-[760px] px-6 pt-14 pb-16 max-md:px-4 max-md:pt-8">
        <h2 className="font-semibold text-2xl leading-[30px] tracking-tight">{t("title")}</h2>
        <p className="mt-1.5 max-w-[62ch] text-fg-2 text-md">
          {t("some", { n: answering, total: props.board.upstreams.length })}
        </p>
        <ol className="mt-6 border-line border-t">
          <Step n={1} title={t("receive")} action={<CopyButton text={receiver} label={t("copy")} done={t("copied")} />}>
            <p className="text-fg-2">{t("receiveHint")}</p>
            <CodeBlock text={receiver} label={t("receive")} />
            <p className="mt-3 text-fg-2">{t("curl")}</p>
            <CodeBlock text={curl} label={t("curl")} />
          </Step>
          <Step n={2} title={t("test")} action={props.maySend ? <TestButton /> : null}>
            <p className="text-fg-2">{props.maySend ? t("testHint") : t("testRole")}</p>
          </Step>
          <Step n={3} title={t("demo")}>
            <p className="text-fg-2">
              {t.rich("demoHint", { code: (text) => <code className="font-mono text-[11.5px] text-fg">{text}</code> })}
            </p>
          </Step>
        </ol>
      </section>
    </div>
  );
}

function Step(props: {
  readonly n: number;
  readonly title: string;
  readonly action?: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <li className="grid grid-cols-[28px_minmax(0,1fr)_auto] items-start gap-3 border-line border-b py-3.5 max-md:grid-cols-[20px_minmax(0,1fr)]">
      <b aria-hidden className="font-medium text-fg-3 text-lg">
        {props.n}
      </b>
      <div className="min-w-0">
        <h3 className="font-semibold text-md">{props.title}</h3>
        {props.children}
      </div>
      {props.action ? <div className="max-md:col-start-2">{props.action}</div> : null}
    </li>
  );
}

function TestButton() {
  const t = useTranslations("board.empty");
  const router = useRouter();
  const say = useToast();
  const [isSending, setIsSending] = useState(false);
  const send = async () => {
    setIsSending(true);
    const outcome = await post("/api/incidents/test");
    const incident = outcome.ok ? incidentWireSchema.safeParse(outcome.body) : null;
    if (incident?.success) router.push(`/incidents/${incident.data.number}`);
    else {
      say("act", t("testFailed"));
      setIsSending(false);
    }
  };
  return (
    <Button tone="primary" disabled={isSending} onClick={() => void send()} className="max-md:h-11">
      {t("sendTest")}
    </Button>
  );
}
