import { unzipSync, type Zippable, zipSync } from "fflate";
import type { Archiver } from "@/lib/ports";

/** ZIP cannot hold an earlier time; a fixed one keeps the bytes equal for equal files. */
const FIXED_TIME = new Date(1980, 0, 1);

export const zipArchiver: Archiver = {
  pack(files) {
    const entries: Zippable = {};
    for (const path of [...files.keys()].sort())
      entries[path] = [files.get(path) ?? new Uint8Array(), { mtime: FIXED_TIME }];
    return zipSync(entries, { level: 6 });
  },
  unpack: (archive) => new Map(Object.entries(unzipSync(archive))),
};
