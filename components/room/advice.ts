import type { Hypothesis } from "@/lib/domain/cause";

export const ADVICE = [
  "restore_configuration",
  "switch_off",
  "shift_traffic",
  "restart",
  "breaker_holds",
  "tell_owner",
  "do_without",
  "add_capacity",
  "shed",
  "move_pods",
] as const;
export type Advice = (typeof ADVICE)[number];

/** What a person can do where a rollback would not help: what the diagnosis names first, then what helps with such a cause. */
export function adviceOf({ cause, mitigation, evidence }: Hypothesis): readonly Advice[] {
  const named = ADVICE.filter((advice) => advice === mitigation);
  switch (cause.trigger) {
    case "dependency": {
      const isHeld = evidence.some(({ rule }) => rule === "breaker_opened");
      return [...named, ...(isHeld ? (["breaker_holds"] as const) : []), "tell_owner", "do_without"];
    }
    case "traffic":
      return [...named, "add_capacity", "shed"];
    case "infrastructure":
      return [...named, "move_pods"];
    default:
      return named;
  }
}
