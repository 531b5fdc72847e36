import type { Locale } from "./locales";
import enBoard from "./messages/en/board.json";
import enCommon from "./messages/en/common.json";
import enErrors from "./messages/en/errors.json";
import enEvents from "./messages/en/events.json";
import enGuards from "./messages/en/guards.json";
import enHypotheses from "./messages/en/hypotheses.json";
import enPostmortem from "./messages/en/postmortem.json";
import enReports from "./messages/en/reports.json";
import enRollback from "./messages/en/rollback.json";
import enRoom from "./messages/en/room.json";
import enSignIn from "./messages/en/sign-in.json";
import zhBoard from "./messages/zh/board.json";
import zhCommon from "./messages/zh/common.json";
import zhErrors from "./messages/zh/errors.json";
import zhEvents from "./messages/zh/events.json";
import zhGuards from "./messages/zh/guards.json";
import zhHypotheses from "./messages/zh/hypotheses.json";
import zhPostmortem from "./messages/zh/postmortem.json";
import zhReports from "./messages/zh/reports.json";
import zhRollback from "./messages/zh/rollback.json";
import zhRoom from "./messages/zh/room.json";
import zhSignIn from "./messages/zh/sign-in.json";

// One file per feature and language. A test holds both languages to the same keys and placeholders.

const en = {
  board: enBoard,
  common: enCommon,
  errors: enErrors,
  events: enEvents,
  guards: enGuards,
  hypotheses: enHypotheses,
  postmortem: enPostmortem,
  reports: enReports,
  rollback: enRollback,
  room: enRoom,
  signIn: enSignIn,
};

const zh = {
  board: zhBoard,
  common: zhCommon,
  errors: zhErrors,
  events: zhEvents,
  guards: zhGuards,
  hypotheses: zhHypotheses,
  postmortem: zhPostmortem,
  reports: zhReports,
  rollback: zhRollback,
  room: zhRoom,
  signIn: zhSignIn,
};

/** Every text of the product by language and feature. */
export const MESSAGES: Readonly<Record<Locale, typeof en>> = { en, zh };
