import { describe, expect, it } from "vitest";
import { markdownOutline } from "./markdown-outline";

describe("the outline of a document", () => {
  it("names headings outside code fences, once each", () => {
    const text = "# Title\n\n## Summary\n\n```md\n## not one\n```\n### Why `r7`\n## Summary\n## 影响\n";
    expect(markdownOutline(text)).toEqual([
      { level: 2, text: "Summary", id: "summary", line: 3 },
      { level: 3, text: "Why r7", id: "why-r7", line: 8 },
      { level: 2, text: "Summary", id: "summary-1", line: 9 },
      { level: 2, text: "影响", id: "影响", line: 10 },
    ]);
  });
});
