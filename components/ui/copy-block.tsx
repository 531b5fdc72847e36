"use client";

import { useTranslations } from "next-intl";
import { Button } from "./button";
import { useToast } from "./toast";

/** Text to copy: the button says when it is done, and the text can be selected when the clipboard is closed to us. */
export function CopyButton({ text, label, done }: { text: string; label: string; done: string }) {
  const say = useToast();
  const common = useTranslations("common");
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      say("fine", done);
    } catch (error) {
      console.warn("the clipboard is not open to this page", error);
      say("act", common("copyFailed"));
    }
  };
  return (
    <Button onClick={() => void copy()} className="max-md:h-11">
      {label}
    </Button>
  );
}

export function CodeBlock({ text, label }: { text: string; label: string }) {
  return (
    <pre
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a block that scrolls must be reachable by keyboard
      tabIndex={0}
      title={label}
      className="mt-2 overflow-x-auto whitespace-pre rounded-2 border border-line bg-raised px-3 py-2 font-mono text-[11.5px] leading-[18px]"
    >
      {text}
    </pre>
  );
}
