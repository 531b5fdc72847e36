const INKS = ["bg-fg-2", "bg-chart-2", "bg-chart-3", "bg-fg-4"] as const;

/** The ink of a service by its rank in spans: the first four are told apart, the rest share one. Names always stand beside. */
export function serviceInks(services: readonly { readonly service: string }[]): (service: string) => string {
  const inks = new Map(services.map(({ service }, index) => [service, INKS[index] ?? "bg-line-strong"]));
  return (service) => inks.get(service) ?? "bg-line-strong";
}
