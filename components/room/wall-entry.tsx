"use client";

import dynamic from "next/dynamic";

/** The wall's code is loaded for `?wall` only, and the room does not carry it. */
export const WallEntry = dynamic(() => import("./wall").then((module) => module.Wall), { ssr: false });
