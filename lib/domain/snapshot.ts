/** One file of a snapshot as its manifest names it. */
export type ManifestFile = { readonly path: string; readonly sha256: string; readonly bytes: number };

export type SnapshotGap = { readonly part: string; readonly source: string; readonly reason: string };

/** `manifest.json`: what the archive holds, over which time, and what could not be had. */
export type SnapshotManifest = {
  readonly format: "firebreak-snapshot";
  readonly version: 1;
  readonly snapshotId: string;
  readonly incident: { readonly id: string; readonly number: number; readonly title: string; readonly lastSeq: number };
  readonly createdAt: string;
  readonly range: { readonly from: string; readonly to: string };
  readonly queries: readonly { readonly part: string; readonly query: string }[];
  readonly gaps: readonly SnapshotGap[];
  readonly files: readonly ManifestFile[];
};

export const MANIFEST_PATH = "manifest.json";

export type SnapshotProblem =
  | { readonly kind: "missing_file"; readonly path: string }
  | { readonly kind: "unlisted_file"; readonly path: string }
  | { readonly kind: "changed_file"; readonly path: string; readonly expected: string; readonly actual: string };

/** Compares a manifest with what is really there. Empty = every listed file is whole and nothing was added. */
export function snapshotProblems(
  manifest: SnapshotManifest,
  present: ReadonlyMap<string, { sha256: string; bytes: number }>,
): readonly SnapshotProblem[] {
  const listed = new Set(manifest.files.map((file) => file.path));
  const problems: SnapshotProblem[] = manifest.files.flatMap((file): SnapshotProblem[] => {
    const actual = present.get(file.path);
    if (actual === undefined) return [{ kind: "missing_file", path: file.path }];
    return actual.sha256 === file.sha256 && actual.bytes === file.bytes
      ? []
      : [{ kind: "changed_file", path: file.path, expected: file.sha256, actual: actual.sha256 }];
  });
  for (const path of present.keys()) {
    if (path !== MANIFEST_PATH && !listed.has(path)) problems.push({ kind: "unlisted_file", path });
  }
  return problems;
}
