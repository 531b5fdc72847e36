"use client";

import { useRouter } from "next/navigation";
import { useTimeZone } from "next-intl";
import { useEffect } from "react";
import { rememberTimeZone } from "./preferences";

/** The server renders times in the zone of the last visit; on the first one, or after a journey, the browser corrects it once. */
export function TimeZoneSync() {
  const rendered = useTimeZone();
  const router = useRouter();
  useEffect(() => {
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    if (!zone || zone === rendered) return;
    rememberTimeZone(zone);
    router.refresh();
  }, [rendered, router]);
  return null;
}
