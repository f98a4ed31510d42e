/** What people typed, for a terminal: nothing in it may move the cursor. */
export function printable(text: string): string {
  return text.replace(/\p{Cc}|\p{Cf}/gu, "\ufffd");
}
