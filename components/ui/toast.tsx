"use client";

import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from "react";
import { Mark } from "./mark";

type Toast = { readonly id: number; readonly tone: "fine" | "act"; readonly text: string };
type Say = (tone: Toast["tone"], text: string) => void;

const ToastContext = createContext<Say>(() => undefined);
const SHOWN_MS = 6_000;

/** Says the outcome of a command: `say("fine", …)` or `say("act", …)`. Errors stay until closed. */
export function useToast(): Say {
  return useContext(ToastContext);
}

export function ToastProvider({ children }: { children: ReactNode }) {
  const [toasts, setToasts] = useState<readonly Toast[]>([]);
  const say = useCallback<Say>(
    (tone, text) => setToasts((shown) => [...shown.slice(-2), { id: (shown.at(-1)?.id ?? 0) + 1, tone, text }]),
    [],
  );
  const close = useCallback((id: number) => setToasts((shown) => shown.filter((toast) => toast.id !== id)), []);
  const value = useMemo(() => say, [say]);
  return (
    <ToastContext value={value}>
      {children}
      <div
        aria-live="polite"
        className="pointer-events-none fixed right-4 bottom-10 z-60 flex flex-col items-end gap-2 max-md:inset-x-4 max-md:bottom-20"
      >
        {toasts.map((toast) => (
          <ToastRow key={toast.id} toast={toast} close={close} />
        ))}
      </div>
    </ToastContext>
  );
}

function ToastRow({ toast, close }: { toast: Toast; close: (id: number) => void }) {
  useEffect(() => {
    if (toast.tone === "act") return;
    const timer = setTimeout(() => close(toast.id), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [toast, close]);
  return (
    <button
      type="button"
      onClick={() => close(toast.id)}
      className="pointer-events-auto flex max-w-[420px] animate-rise items-center gap-2 rounded-2 bg-overlay px-3 py-2 text-left text-sm shadow-2"
    >
      <Mark shape={toast.tone === "fine" ? "fine" : "fail"} />
      {toast.text}
    </button>
  );
}
