import { actorOf, type Caller, type Person } from "@/lib/domain/actor";
import type { NewEvent } from "@/lib/domain/events";
import { tasksOf } from "@/lib/domain/incident-command";
import { AppError } from "@/lib/errors";
import type { Deps } from "@/lib/ports";

/** Adds something to do and answers its id. Throws not_found. */
export async function addTask(
  { store, clock, ids }: Pick<Deps, "store" | "clock" | "ids">,
  input: { caller: Caller; incidentId: string; title: string; assignee: Person | null },
): Promise<{ readonly taskId: string }> {
  const { caller, incidentId, title, assignee } = input;
  const actor = actorOf(caller);
  const taskId = ids.next();
  await store.transaction(async (tx) => {
    if ((await tx.lockIncident(incidentId)) === null) throw new AppError("not_found", "No such incident.");
    await tx.append(incidentId, [{ kind: "task_added", at: clock.now(), actor, data: { taskId, title, assignee } }]);
    await tx.audit({ actor, action: "incident.add_task", subject: incidentId, data: { taskId } });
  });
  return { taskId };
}

/** Gives a task to somebody, marks it done or opens it again. What is so already changes nothing. Throws not_found. */
export async function changeTask(
  { store, clock }: Pick<Deps, "store" | "clock">,
  input: {
    caller: Caller;
    incidentId: string;
    taskId: string;
    isDone?: boolean | undefined;
    /** undefined leaves it with whoever has it. */
    assignee?: Person | null | undefined;
  },
): Promise<void> {
  const { caller, incidentId, taskId, isDone, assignee } = input;
  const actor = actorOf(caller);
  await store.transaction(async (tx) => {
    if ((await tx.lockIncident(incidentId)) === null) throw new AppError("not_found", "No such incident.");
    const task = tasksOf(await tx.events(incidentId)).find(({ id }) => id === taskId);
    if (task === undefined) throw new AppError("not_found", "No such task.");
    const base = { at: clock.now(), actor } as const;
    const { title } = task;
    const events: NewEvent[] = [];
    if (assignee !== undefined && assignee?.id !== task.assignee?.id) {
      events.push({ ...base, kind: "task_assigned", data: { taskId, title, assignee } });
    }
    if (isDone !== undefined && isDone !== (task.doneAt !== null)) {
      events.push({ ...base, kind: "task_finished", data: { taskId, title, isDone } });
    }
    if (events.length === 0) return;
    await tx.append(incidentId, events);
    const data = {
      taskId,
      isDone: isDone ?? null,
      assignee: assignee === undefined ? null : (assignee?.id ?? "nobody"),
    };
    await tx.audit({ actor, action: "incident.change_task", subject: incidentId, data });
  });
}
