"use client";

import { useTranslations } from "next-intl";
import { type FormEvent, useMemo, useState } from "react";
import { tasksOf } from "@/lib/domain/incident-command";
import { Button } from "../ui/button";
import { cn } from "../ui/cn";
import { Input, Select } from "../ui/field";
import type { CommandProps } from "./command-panel";
import { useActs } from "./use-acts";

const NOBODY = "";

/** What is to be done, by whom, and what is done. Open ones become draft actions of the post-mortem. */
export function TasksTab({ page, events, canCommand }: CommandProps) {
  const t = useTranslations("command.tasks");
  const { act, isBusy } = useActs();
  const [title, setTitle] = useState("");
  const [personId, setPersonId] = useState(NOBODY);
  const tasks = useMemo(() => tasksOf(events), [events]);
  const path = `/api/incidents/${page.id}/tasks`;
  const open = tasks.filter(({ doneAt }) => doneAt === null);
  async function add(event: FormEvent) {
    event.preventDefault();
    const outcome = await act("task_added", path, { title, personId: personId === NOBODY ? null : personId });
    if (outcome.ok) setTitle("");
  }
  return (
    <div className="flex flex-col gap-3">
      {canCommand ? (
        <form onSubmit={add} className="grid grid-cols-[minmax(0,1fr)_148px_auto] gap-2 max-md:grid-cols-1">
          <Input
            aria-label={t("title")}
            placeholder={t("title")}
            required
            maxLength={500}
            value={title}
            onChange={(event) => setTitle(event.target.value)}
          />
          <PersonSelect label={t("for")} people={page.people} value={personId} onChange={setPersonId} />
          <Button type="submit" tone="primary" disabled={isBusy || title.trim() === ""} className="max-md:h-11">
            {t("add")}
          </Button>
        </form>
      ) : null}
      {tasks.length === 0 ? <p className="text-fg-3 text-sm">{t("none")}</p> : null}
      <ul>
        {[...open, ...tasks.filter(({ doneAt }) => doneAt !== null)].map((task) => (
          <li
            key={task.id}
            className="grid min-h-[34px] grid-cols-[24px_minmax(0,1fr)_148px] items-center gap-2 border-line border-b py-1 text-sm max-md:min-h-11"
          >
            <input
              type="checkbox"
              className="size-4 justify-self-center"
              aria-label={t("done", { title: task.title })}
              checked={task.doneAt !== null}
              disabled={!canCommand || isBusy}
              onChange={(event) =>
                void act(event.target.checked ? "task_done" : "task_reopened", `${path}/${task.id}`, {
                  isDone: event.target.checked,
                })
              }
            />
            <span className={cn("break-words", task.doneAt !== null && "text-fg-3 line-through")}>{task.title}</span>
            {canCommand && task.doneAt === null ? (
              <PersonSelect
                label={t("for_task", { title: task.title })}
                people={page.people}
                value={task.assignee?.id ?? NOBODY}
                onChange={(id) =>
                  void act("task_assigned", `${path}/${task.id}`, { personId: id === NOBODY ? null : id })
                }
              />
            ) : (
              <span className="truncate text-fg-2">{task.assignee?.name ?? t("nobody")}</span>
            )}
          </li>
        ))}
      </ul>
      {open.length > 0 ? <p className="text-fg-3 text-xs">{t("postmortem", { n: open.length })}</p> : null}
    </div>
  );
}

function PersonSelect(props: {
  readonly label: string;
  readonly people: CommandProps["page"]["people"];
  readonly value: string;
  readonly onChange: (id: string) => void;
}) {
  const t = useTranslations("command.tasks");
  return (
    <Select aria-label={props.label} value={props.value} onChange={(event) => props.onChange(event.target.value)}>
      <option value={NOBODY}>{t("nobody")}</option>
      {props.people.map(({ id, name }) => (
        <option key={id} value={id}>
          {name}
        </option>
      ))}
    </Select>
  );
}
