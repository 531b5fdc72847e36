"use client";

import { useCallback, useEffect, useState } from "react";
import * as z from "zod/mini";
import { type PostmortemWire, postmortemWireSchema, type SavePostmortemInput } from "@/lib/contracts/postmortem";

const failureSchema = z.looseObject({
  error: z.object({ code: z.string(), message: z.string() }),
  revision: z.optional(z.number()),
  updatedBy: z.optional(z.string()),
});

export type SaveProblem =
  | { readonly kind: "conflict"; readonly revision: number; readonly who: string }
  | { readonly kind: "failed"; readonly why: string };

type Answer =
  | { readonly ok: true; readonly saved: PostmortemWire }
  | { readonly ok: false; readonly problem: SaveProblem };

async function put(path: string, body: SavePostmortemInput): Promise<Answer> {
  try {
    const response = await fetch(path, {
      method: "PUT",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    const answer: unknown = await response.json();
    if (response.ok) return { ok: true, saved: postmortemWireSchema.parse(answer) };
    const failure = failureSchema.safeParse(answer);
    if (!failure.success) return { ok: false, problem: { kind: "failed", why: `${response.status}. ` } };
    const { error, revision, updatedBy } = failure.data;
    return error.code === "conflict" && revision !== undefined
      ? { ok: false, problem: { kind: "conflict", revision, who: updatedBy ?? "?" } }
      : { ok: false, problem: { kind: "failed", why: `${error.message} ` } };
  } catch (error) {
    return { ok: false, problem: { kind: "failed", why: error instanceof Error ? `${error.message}. ` : "" } };
  }
}

/**
 * One post-mortem being read and written: what is stored, the text on screen, and the last problem. A failed or refused save
 * never touches the text.
 */
export function usePostmortem(initial: PostmortemWire) {
  const [stored, setStored] = useState(initial);
  const [text, setText] = useState(initial.markdown);
  const [isSaving, setIsSaving] = useState(false);
  const [problem, setProblem] = useState<SaveProblem | null>(null);
  const isDirty = text !== stored.markdown;
  const path = `/api/incidents/${stored.incidentId}/postmortem`;

  useEffect(() => {
    if (!isDirty) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", warn);
    return () => window.removeEventListener("beforeunload", warn);
  }, [isDirty]);

  const send = useCallback(
    async (body: SavePostmortemInput): Promise<PostmortemWire | null> => {
      setIsSaving(true);
      const answer = await put(path, body);
      setIsSaving(false);
      if (!answer.ok) {
        setProblem(answer.problem);
        return null;
      }
      setProblem(null);
      setStored(answer.saved);
      return answer.saved;
    },
    [path],
  );
  /** Stores what is on screen; `over` = the revision that is knowingly replaced. */
  const save = (over?: number) => send({ revision: over ?? stored.revision, markdown: text });
  const move = (status: PostmortemWire["status"]) =>
    send({ revision: stored.revision, status, ...(isDirty || stored.revision === 0 ? { markdown: text } : {}) });
  const loadTheirs = async (): Promise<void> => {
    const response = await fetch(path, { cache: "no-store" });
    if (!response.ok) return setProblem({ kind: "failed", why: `${response.status}. ` });
    const theirs = postmortemWireSchema.parse(await response.json());
    setStored(theirs);
    setText(theirs.markdown);
    setProblem(null);
  };
  return { stored, text, setText, isDirty, isSaving, problem, save, move, loadTheirs };
}
