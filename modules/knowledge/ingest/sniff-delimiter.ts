export interface FoundDelimiter {
  delimiter: string;
  /** Fields of most records. */
  columns: number;
  /** Records looked at. */
  records: number;
  /** Of the records, how many have that many fields: 0 to 1. */
  share: number;
}

const candidates: readonly string[] = [",", ";", "\t", "|"];
const sampleCharacters = 65_536;
const sampleRecords = 200;

/**
 * The separator of a table in text: the one that cuts most records into the same number of fields, more fields first.
 * Separators and line ends inside quotation marks do not count.
 * @param text the beginning is enough; a last line that is cut off is left out
 * @returns null where no separator occurs
 */
export function sniffDelimiter(text: string): FoundDelimiter | null {
  const sample = text.slice(0, sampleCharacters);
  const counts = countPerRecord(sample, text.length > sample.length);
  let best: FoundDelimiter | null = null;
  for (const [index, delimiter] of candidates.entries()) {
    const frequency = new Map<number, number>();
    for (const record of counts) {
      const count = record[index] ?? 0;
      if (count > 0) frequency.set(count, (frequency.get(count) ?? 0) + 1);
    }
    const [most] = [...frequency].sort(([, left], [, right]) => right - left);
    if (most === undefined) continue;
    const found = { delimiter, columns: most[0] + 1, records: counts.length, share: most[1] / counts.length };
    if (best === null || worth(found) > worth(best)) best = found;
  }
  return best;
}

/** A few records of another length are forgiven when they are cut into more fields. */
function worth({ share, columns }: FoundDelimiter): number {
  return share + Math.min(columns, 20) / 50;
}

function countPerRecord(sample: string, isCutOff: boolean): number[][] {
  const records: number[][] = [];
  let counts = candidates.map(() => 0);
  let quoted = false;
  let fieldStart = true;
  let isEmpty = true;
  const finish = () => {
    if (!isEmpty) records.push(counts);
    counts = candidates.map(() => 0);
    isEmpty = true;
    fieldStart = true;
  };
  for (const character of sample) {
    if (records.length >= sampleRecords) break;
    if (quoted) {
      quoted = character !== '"';
      continue;
    }
    if (character === "\n" || character === "\r") {
      finish();
      continue;
    }
    const index = candidates.indexOf(character);
    if (index >= 0) counts[index] = (counts[index] ?? 0) + 1;
    // A mark in the middle of a field is an inch or a quotation, not the beginning of a quoted field.
    else if (character === '"' && fieldStart) quoted = true;
    fieldStart = index >= 0;
    isEmpty &&= character === " ";
  }
  if (!isCutOff) finish();
  return records;
}
