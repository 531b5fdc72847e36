export const POSTMORTEM_STATUSES = ["draft", "in_review", "signed_off", "closed"] as const;
export type PostmortemStatus = (typeof POSTMORTEM_STATUSES)[number];

/** Steps a post-mortem may take: forward one by one, back from review or sign-off; closed is the end. */
const NEXT: Readonly<Record<PostmortemStatus, readonly PostmortemStatus[]>> = {
  draft: ["in_review"],
  in_review: ["draft", "signed_off"],
  signed_off: ["in_review", "closed"],
  closed: [],
};

export function mayBecome(from: PostmortemStatus, to: PostmortemStatus): boolean {
  return NEXT[from].includes(to);
}

/** What was signed is not changed any more: it goes back to review first. */
export function isTextOpen(status: PostmortemStatus): boolean {
  return status === "draft" || status === "in_review";
}
