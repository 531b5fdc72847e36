import type { Grid } from "@/lib/domain/series";
import type { GapReason, Measured } from "@/lib/domain/upstream";
import type { CallOptions, Clock, Metrics } from "@/lib/ports";
import type { MatrixSeries, VectorSample } from "../schema";
import { CALL_STEP_MS, CALL_WINDOW_MS, callPicksOf, callsQuery, callWindowsOf } from "./calls";
import { declaredOf } from "./declared";
import { type Probed, probedOf, probeQuery } from "./discovery";
import { LOOK_BACK_MS, protectionQuery } from "./query";
import { protectionOf } from "./read";

type Gap = Extract<Measured<never>, { ok: false }>;
type Answer<T> = { readonly ok: true; readonly value: T } | Gap;

/** What the questions need of the client. */
export type Asking = {
  readonly clock: Clock;
  readonly instant: (
    query: string,
    atMs: number,
    call: CallOptions,
  ) => Promise<Answer<{ readonly vector: readonly VectorSample[] }>>;
  readonly range: (
    query: string,
    grid: Grid,
    call: CallOptions,
  ) => Promise<Answer<{ readonly matrix: readonly MatrixSeries[] }>>;
  readonly gap: (query: string, reason: GapReason) => Gap;
};

/** Which metrics there are is asked rarely; a failed question is asked again sooner. */
const PROBE_TTL_MS = 5 * 60_000;
const PROBE_AGAIN_MS = 30_000;

/** Questions about what guards calls. One query per look, however many libraries there are. */
export function createBreakerQuestions({
  clock,
  instant,
  range,
  gap,
}: Asking): Pick<Metrics, "breakers" | "breakerCalls"> {
  let probe: { readonly untilMs: number; readonly probed: Promise<readonly Probed[]> } | null = null;

  /** Known metrics and whose they are: one question in minutes, shared by all who ask meanwhile. */
  async function probed(call: CallOptions): Promise<readonly Probed[]> {
    const nowMs = clock.now().getTime();
    if (probe !== null && probe.untilMs > nowMs) return probe.probed;
    const before = probe?.probed ?? Promise.resolve([]);
    const asking = instant(probeQuery(), nowMs, call).then((answer) => {
      if (answer.ok) return probedOf(answer.value.vector);
      probe = { untilMs: nowMs + PROBE_AGAIN_MS, probed: before };
      return before;
    });
    probe = { untilMs: nowMs + PROBE_TTL_MS, probed: asking };
    return asking;
  }

  return {
    async breakers(services, at, call) {
      const declared = declaredOf(services);
      const asked = protectionQuery({ services, declared, probed: await probed(call) });
      if (asked === null) return gap("no breaker metric of these services", "no_data");
      const { query, stepMs } = asked;
      const toMs = Math.floor(at.getTime() / 1_000) * 1_000;
      const grid = { fromMs: toMs - LOOK_BACK_MS, toMs, stepMs };
      const answer = await range(query, grid, call);
      if (!answer.ok) return answer;
      const picture = protectionOf(answer.value.matrix, { services, declared, grid });
      const isEmpty = Object.values(picture).every((list) => list.length === 0);
      if (isEmpty) return gap(query, "no_data");
      return { ok: true, value: picture, at: clock.now(), query, n: picture.breakers.length };
    },

    async breakerCalls(services, at, call) {
      const picks = callPicksOf({ services, declared: declaredOf(services), probed: await probed(call) });
      if (picks.length === 0) return gap("no counter of these services' calls", "no_data");
      const toMs = Math.floor(at.getTime() / 1_000) * 1_000;
      // One column more than is shown: growth needs a value before it.
      const grid = { fromMs: toMs - CALL_WINDOW_MS - CALL_STEP_MS, toMs, stepMs: CALL_STEP_MS };
      const query = callsQuery(picks);
      const answer = await range(query, grid, call);
      if (!answer.ok) return answer;
      const windows = callWindowsOf(answer.value.matrix, { picks, services, grid });
      if (windows.length === 0) return gap(query, "no_data");
      return { ok: true, value: windows, at: clock.now(), query, n: windows.length };
    },
  };
}
