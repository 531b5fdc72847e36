/** Something that can be done on the page, by its name in the palette or by its key. */
export type Command = {
  readonly id: string;
  /** As the palette and the help name it. */
  readonly label: string;
  /** Keys as they are shown and pressed: "a", "?", or a chord "g b". The first one is shown in the palette. */
  readonly keys?: readonly string[];
  readonly group: CommandGroup;
  /** Further words by which the palette finds it. */
  readonly words?: string;
  /** Moves within a list and the like: known to the keys and to the help, useless in the palette. */
  readonly isKeyOnly?: boolean;
  readonly run: () => void;
};

/** In the order of the palette. */
export const COMMAND_GROUPS = ["page", "go", "view"] as const;
export type CommandGroup = (typeof COMMAND_GROUPS)[number];

/** True when every word of the text is in the command's label or words. Case and order do not matter. */
export function isNamedBy({ label, words = "" }: Command, text: string): boolean {
  const known = `${label} ${words}`.toLocaleLowerCase();
  return text
    .toLocaleLowerCase()
    .split(/\s+/)
    .every((word) => known.includes(word));
}
