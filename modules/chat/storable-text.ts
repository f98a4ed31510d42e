/** Text as the database takes it: PostgreSQL refuses the character U+0000, and half a surrogate pair is no text. */
export function storableText(text: string): string {
  return withoutNul(text).toWellFormed();
}

/** The part of it that can be done to a piece of text: the next piece may bring the other half of a pair. */
export function withoutNul(text: string): string {
  return text.replaceAll("\u0000", "");
}

/** False for an id that cannot be in the database, whatever it is. */
export function isStorable(id: string): boolean {
  return storableText(id) === id;
}

/** Text as it is looked through: capitals do not matter, nor how a letter with an accent is put together. */
export function searchable(text: string): string {
  return storableText(text).normalize("NFC").toLowerCase();
}
