import { type ComponentType, createElement, useEffect, useState } from "react";

/** What `next/dynamic` is in tests of screens: what it does, without Next. */
export default function dynamic<P extends object>(load: () => Promise<ComponentType<P>>): ComponentType<P> {
  // biome-ignore lint/correctness/noComponentHookFactories: next/dynamic is such a factory
  return function Later(props: P) {
    const [loaded, setLoaded] = useState<{ readonly Shown: ComponentType<P> } | null>(null);
    useEffect(() => void load().then((Shown) => setLoaded({ Shown })), []);
    return loaded === null ? null : createElement(loaded.Shown, props);
  };
}
