// Preloaded into the server that pictures are taken of: its clock stands still at FIREBREAK_FIXED_NOW, so that the same seed
// gives the same picture. Instances stay real Dates; only "now" is replaced.
const fixedMs = Date.parse(process.env.FIREBREAK_FIXED_NOW ?? "");
if (Number.isNaN(fixedMs)) throw new Error("FIREBREAK_FIXED_NOW is not a time");

globalThis.Date = new Proxy(Date, {
  construct: (target, args, newTarget) => Reflect.construct(target, args.length === 0 ? [fixedMs] : args, newTarget),
  apply: (target) => new target(fixedMs).toString(),
  get: (target, name, receiver) => (name === "now" ? () => fixedMs : Reflect.get(target, name, receiver)),
});
