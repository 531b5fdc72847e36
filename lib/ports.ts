// What the core needs from the world, in domain words. Types only.
export type * from "./ports/accounts";
export type * from "./ports/deps";
export type * from "./ports/intake";
export type * from "./ports/jobs";
export type * from "./ports/live";
export type * from "./ports/store";
export type * from "./ports/surroundings";
export type * from "./ports/upstreams";
