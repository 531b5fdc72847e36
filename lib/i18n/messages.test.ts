import { describe, expect, it } from "vitest";
import { LOCALES, localeFrom, timeZoneFrom } from "./locales";
import { MESSAGES } from "./messages";

type Tree = { readonly [key: string]: string | Tree };

function flat(tree: Tree, path = ""): readonly (readonly [string, string])[] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === "string" ? [[`${path}${key}`, value] as const] : flat(value, `${path}${key}.`),
  );
}

/** Names of ICU arguments and of rich-text tags, sorted. A brace at even depth opens an argument, at odd depth a branch of it. */
function placeholdersOf(message: string): string {
  const names = new Set([...message.matchAll(/<(\w+)>/g)].map((match) => `<${match[1]}>`));
  let depth = 0;
  for (const { 0: brace, index } of message.matchAll(/[{}]/g)) {
    if (brace === "{" && depth % 2 === 0) names.add(/\w+/.exec(message.slice(index))?.[0] ?? "");
    depth += brace === "{" ? 1 : -1;
  }
  return [...names].sort().join(" ");
}

describe("messages", () => {
  const [first, ...others] = LOCALES;
  const english = new Map(flat(MESSAGES[first]));

  it.each(others)("in %s have the keys of English", (locale) => {
    expect(
      flat(MESSAGES[locale])
        .map(([key]) => key)
        .sort(),
    ).toEqual([...english.keys()].sort());
  });

  it.each(others)("in %s have the placeholders of English", (locale) => {
    const wrong = flat(MESSAGES[locale]).flatMap(([key, text]) =>
      placeholdersOf(text) === placeholdersOf(english.get(key) ?? "") ? [] : [key],
    );
    expect(wrong).toEqual([]);
  });
});

describe("the language of a visitor", () => {
  it("is the cookie's, whatever the browser says", () => expect(localeFrom("zh", "en-GB,en;q=0.9")).toBe("zh"));
  it("is the browser's best without a cookie", () => expect(localeFrom(undefined, "fr;q=0.9,zh-CN;q=0.8")).toBe("zh"));
  it("is English when nothing fits", () => expect(localeFrom("tlh", "fr")).toBe("en"));
});

describe("the time zone of a visitor", () => {
  it("is the cookie's", () => expect(timeZoneFrom("Europe%2FBerlin")).toBe("Europe/Berlin"));
  it("is UTC for a cookie that is no zone", () => expect(timeZoneFrom("Mars/Olympus")).toBe("UTC"));
});
