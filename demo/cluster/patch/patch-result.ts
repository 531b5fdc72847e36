import type { Json } from "../json";

/** `malformed`: the patch itself cannot be read (400). `rejected`: it cannot be applied to this object (422). */
export type PatchResult = { ok: true; value: Json } | { ok: false; reason: "malformed" | "rejected"; message: string };
