const limitCharacters = 255;
const separator = "/";

/**
 * The name a document is kept under, from what a browser or program calls the file: without folders, control and
 * direction characters (which hide the real ending), at most 255 characters with the ending kept.
 */
export function documentName(fileName: string): string {
  return within(cleanName(fileName.replace(/^.*[/\\]/s, "")) ?? "document");
}

/**
 * The same with the folders the file stands in, from a sender who says so: `team/index.md` and `travel/index.md` are two
 * documents. It is a name and never a place: `.`, `..`, drives and empty parts are taken out. Too long, it loses its first
 * folders.
 */
export function documentPath(path: string): string {
  const parts = path
    .split(/[/\\]/)
    .map(cleanName)
    .filter((part) => part !== undefined)
    .filter((part, place) => place > 0 || !/^[a-z]:$/i.test(part));
  while (parts.length > 1 && [...parts.join(separator)].length > limitCharacters) parts.shift();
  return within(parts.join(separator) || "document");
}

/** The same name with a number before its ending, to stand beside another: `report (2).pdf`. */
export function numberedName(name: string, number: number): string {
  const ending = /\.\w{1,10}$/.exec(name)?.[0] ?? "";
  const mark = ` (${number})${ending}`;
  const characters = [...name.slice(0, name.length - ending.length)];
  return characters.slice(0, limitCharacters - mark.length).join("") + mark;
}

/** Which number `numberedName` has given a name; null for a name that does not come from it. */
export function numberOf(numbered: string, name: string): number | null {
  const number = Number(/ \((\d{1,15})\)(?:\.\w{1,10})?$/.exec(numbered)?.[1]);
  return number >= 2 && numberedName(name, number) === numbered ? number : null;
}

/** The file's own name, of a document's name that may have folders. */
export function lastPart(name: string): string {
  return name.slice(name.lastIndexOf(separator) + 1);
}

/** Undefined when nothing is left of it. */
function cleanName(name: string): string | undefined {
  const clean = name
    .toWellFormed()
    .normalize("NFC")
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is removed
    .replace(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g, "")
    .replace(/\s+/g, " ")
    .trim();
  return clean === "" || /^\.+$/.test(clean) ? undefined : clean;
}

function within(clean: string): string {
  const characters = [...clean];
  if (characters.length <= limitCharacters) return clean;
  const ending = /\.\w{1,10}$/.exec(clean)?.[0] ?? "";
  return (
    characters
      .slice(0, limitCharacters - ending.length)
      .join("")
      .trimEnd() + ending
  );
}
