import type { Locale } from "./locales";
import enBoard from "./messages/en/board.json";
import enBreakers from "./messages/en/breakers.json";
import enCommand from "./messages/en/command.json";
import enCommon from "./messages/en/common.json";
import enErrors from "./messages/en/errors.json";
import enEvents from "./messages/en/events.json";
import enGuards from "./messages/en/guards.json";
import enHeatmap from "./messages/en/heatmap.json";
import enHypotheses from "./messages/en/hypotheses.json";
import enMap from "./messages/en/map.json";
import enPostmortem from "./messages/en/postmortem.json";
import enReports from "./messages/en/reports.json";
import enRollback from "./messages/en/rollback.json";
import enRoom from "./messages/en/room.json";
import enRuntime from "./messages/en/runtime.json";
import enSignIn from "./messages/en/sign-in.json";
import enTraces from "./messages/en/traces.json";
import enWall from "./messages/en/wall.json";
import zhBoard from "./messages/zh/board.json";
import zhBreakers from "./messages/zh/breakers.json";
import zhCommand from "./messages/zh/command.json";
import zhCommon from "./messages/zh/common.json";
import zhErrors from "./messages/zh/errors.json";
import zhEvents from "./messages/zh/events.json";
import zhGuards from "./messages/zh/guards.json";
import zhHeatmap from "./messages/zh/heatmap.json";
import zhHypotheses from "./messages/zh/hypotheses.json";
import zhMap from "./messages/zh/map.json";
import zhPostmortem from "./messages/zh/postmortem.json";
import zhReports from "./messages/zh/reports.json";
import zhRollback from "./messages/zh/rollback.json";
import zhRoom from "./messages/zh/room.json";
import zhRuntime from "./messages/zh/runtime.json";
import zhSignIn from "./messages/zh/sign-in.json";
import zhTraces from "./messages/zh/traces.json";
import zhWall from "./messages/zh/wall.json";

// One file per feature and language. A test holds both languages to the same keys and placeholders.

const en = {
  board: enBoard,
  breakers: enBreakers,
  command: enCommand,
  common: enCommon,
  errors: enErrors,
  events: enEvents,
  guards: enGuards,
  heatmap: enHeatmap,
  hypotheses: enHypotheses,
  map: enMap,
  postmortem: enPostmortem,
  reports: enReports,
  rollback: enRollback,
  room: enRoom,
  runtime: enRuntime,
  signIn: enSignIn,
  traces: enTraces,
  wall: enWall,
};

const zh = {
  board: zhBoard,
  breakers: zhBreakers,
  command: zhCommand,
  common: zhCommon,
  errors: zhErrors,
  events: zhEvents,
  guards: zhGuards,
  heatmap: zhHeatmap,
  hypotheses: zhHypotheses,
  map: zhMap,
  postmortem: zhPostmortem,
  reports: zhReports,
  rollback: zhRollback,
  room: zhRoom,
  runtime: zhRuntime,
  signIn: zhSignIn,
  traces: zhTraces,
  wall: zhWall,
};

/** Every text of the product by language and feature. */
export const MESSAGES: Readonly<Record<Locale, typeof en>> = { en, zh };
