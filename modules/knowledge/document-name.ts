const limitCharacters = 255;

/**
 * The name a document is kept under, from what a browser or program calls the file: without folders, control and
 * direction characters (which hide the real ending), at most 255 characters with the ending kept.
 */
export function documentName(fileName: string): string {
  const clean = fileName
    .toWellFormed()
    .normalize("NFC")
    .replace(/^.*[/\\]/s, "")
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is removed
    .replace(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g, "")
    .replace(/\s+/g, " ")
    .trim();
  if (clean === "" || /^\.+$/.test(clean)) return "document";
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
