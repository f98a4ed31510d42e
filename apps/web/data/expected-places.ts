import type { GoldenQuestion } from "@eai/contract";

type ExpectedPassage = GoldenQuestion["expected"][number];

/**
 * Reads what people write: a line for each place, as `name | page | words`, where page and words may be left out.
 * @returns null when a line names no document
 */
export function readPlaces(lines: string): ExpectedPassage[] | null {
  const places: ExpectedPassage[] = [];
  for (const line of lines.split("\n")) {
    if (line.trim() === "") continue;
    const [name = "", ...rest] = line.split("|").map((part) => part.trim());
    if (name === "") return null;
    const page = rest.find((part) => /^\d{1,6}$/.test(part));
    const text = rest.filter((part) => part !== "" && part !== page).join(" | ");
    places.push({
      document_name: name,
      ...(page !== undefined && Number(page) > 0 && { page: Number(page) }),
      ...(text !== "" && { text }),
    });
  }
  return places;
}

/** The other way round. */
export function writePlaces(expected: readonly ExpectedPassage[]): string {
  return expected
    .map(({ document_name, page, text }) =>
      [document_name, page, text].filter((part) => part !== undefined).join(" | "),
    )
    .join("\n");
}
