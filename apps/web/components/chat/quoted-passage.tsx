import type { Citation } from "@eai/contract";

interface QuotedPassageProps {
  citation: Citation;
  /** Characters shown before the words that count, where not all are. */
  lead?: number;
}

/** The passage, with the part that the answer rests on set off from the rest. */
export function QuotedPassage({ citation, lead }: QuotedPassageProps) {
  const { passage, start_char, quote_start_char, quote_end_char } = citation;
  if (quote_start_char === undefined || quote_end_char === undefined) return <>{passage}</>;
  const [from, to] = [quote_start_char - start_char, quote_end_char - start_char];
  if (from <= 0 && to >= passage.length) return <>{passage}</>;
  const begin = lead === undefined || from <= lead ? 0 : beginningOfWord(passage, from - lead);
  return (
    <>
      {begin > 0 && "… "}
      {passage.slice(begin, from)}
      <mark className="rounded-sm bg-highlight text-foreground">{passage.slice(from, to)}</mark>
      {passage.slice(to)}
    </>
  );
}

function beginningOfWord(text: string, near: number): number {
  const space = text.indexOf(" ", near);
  return space < 0 ? near : space + 1;
}
