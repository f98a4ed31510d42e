/** "Lovelace, Ada", as directories write it, becomes "Ada Lovelace"; notes in brackets are left out. */
function inSpokenOrder(name: string): string {
  const [family = "", given] = name.split(",", 2).map((part) => part.trim());
  return (given ? `${given} ${family}` : family).replace(/\([^)]*\)/g, " ").trim();
}

/** The one or two letters that stand for a person: of the first and the last name. */
export function initialsOf(name: string): string {
  const words = inSpokenOrder(name).match(/[\p{L}\p{N}]\S*/gu) ?? [];
  const last = words.length > 1 ? words.at(-1) : undefined;
  const letters = [words.at(0), last].map((word) => (word ? (Array.from(word)[0] ?? "") : ""));
  return letters.join("").toLocaleUpperCase() || "?";
}

/** What to call a person: the first of the given names. */
export function givenNameOf(name: string): string {
  return inSpokenOrder(name).split(/\s+/)[0] ?? "";
}
