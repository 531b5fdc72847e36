import { describe, expect, it } from "vitest";
import type { Hypothesis } from "@/lib/domain/cause";
import { MESSAGES } from "@/lib/i18n/messages";
import { ADVICE, adviceOf } from "./advice";
import { STORY_DIAGNOSIS } from "./fixture";

const [story] = STORY_DIAGNOSIS.hypotheses;
if (story === undefined) throw new Error("the story has a cause");
const evidence = (rule: string) => story.evidence.slice(0, 1).map((item) => ({ ...item, rule }));
const hypothesis = (trigger: Hypothesis["cause"]["trigger"], over: Partial<Hypothesis> = {}): Hypothesis => ({
  ...story,
  mitigation: "none",
  cause: { ...story.cause, trigger },
  ...over,
});

describe("what helps instead of a rollback", () => {
  it("is what the diagnosis names", () => {
    expect(adviceOf(hypothesis("internal", { mitigation: "restart" }))).toEqual(["restart"]);
    expect(adviceOf(hypothesis("configuration", { mitigation: "restore_configuration" }))).toEqual([
      "restore_configuration",
    ]);
  });
  it("is for a dependency to do without it and to tell who runs it; an open breaker already protects", () => {
    expect(adviceOf(hypothesis("dependency"))).toEqual(["tell_owner", "do_without"]);
    expect(adviceOf(hypothesis("dependency", { evidence: evidence("breaker_opened") }))[0]).toBe("breaker_holds");
  });
  it("is for traffic more room or less load", () => {
    expect(adviceOf(hypothesis("traffic"))).toEqual(["add_capacity", "shed"]);
  });
  it("has words in every language", () => {
    for (const messages of Object.values(MESSAGES)) {
      expect(Object.keys(messages.room.do.instead).sort()).toEqual([...ADVICE].sort());
    }
  });
});
