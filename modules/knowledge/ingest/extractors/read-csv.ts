/** A longer record is no row of a table. */
const recordLimitCharacters = 1_000_000;

/**
 * Reads records by RFC 4180, forgiving: rows of any length, quotation marks inside a field, any line end. Linear, one record
 * at a time. (csv-parse makes an error with a copy of the record for each row of another length, 70 µs of them.)
 * @param quote false: quotation marks are letters like others
 * @param take is given each record that is not an empty line
 * @returns false where the text is no CSV: a quotation mark that is never closed, or a record beyond any size
 */
export function readCsv(
  text: string,
  { delimiter, quote }: { delimiter: string; quote: boolean },
  take: (record: string[]) => void,
): boolean {
  let position = text.startsWith("\ufeff") ? 1 : 0;
  let record: string[] = [];
  let recordStart = position;
  /** Ends of lines of either kind, found again only when they are passed. */
  const feed = nextOf(text, "\n");
  const carriage = nextOf(text, "\r");
  const mark = nextOf(text, delimiter);

  while (position <= text.length) {
    let field = "";
    let from = position;
    if (quote && text[position] === '"') {
      const quoted = readQuoted(text, position);
      if (quoted === null) return false;
      field = quoted.value;
      from = quoted.end;
    }
    const end = Math.min(feed(from), carriage(from), mark(from));
    if (end - recordStart > recordLimitCharacters) return false;
    // What follows a closing mark belongs to the field all the same.
    record.push(from === end ? field : field + text.slice(from, end));
    if (end < text.length && text[end] === delimiter) {
      position = end + 1;
      continue;
    }
    if (record.length > 1 || record[0] !== "") take(record);
    record = [];
    position = text[end] === "\r" && text[end + 1] === "\n" ? end + 2 : end + 1;
    recordStart = position;
  }
  return true;
}

/** A doubled mark inside stands for one. */
function readQuoted(text: string, start: number): { value: string; end: number } | null {
  let value = "";
  let from = start + 1;
  for (;;) {
    const close = text.indexOf('"', from);
    if (close < 0 || close - start > recordLimitCharacters) return null;
    value += text.slice(from, close);
    if (text[close + 1] !== '"') return { value, end: close + 1 };
    value += '"';
    from = close + 2;
  }
}

/** Where a character comes next at or after a place, for places that only grow. */
function nextOf(text: string, character: string): (from: number) => number {
  let found = -1;
  return (from) => {
    if (found < from) {
      const index = text.indexOf(character, from);
      found = index < 0 ? text.length : index;
    }
    return found;
  };
}
