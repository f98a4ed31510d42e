/** A number with its noun in English: `1 document`, `2,000 documents`. */
export function plural(count: number, one: string, many: string): string {
  return `${count.toLocaleString("en")} ${count === 1 ? one : many}`;
}
