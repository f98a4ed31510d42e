import type { StreamData } from "@eai/contract";
import type { Person } from "../product.ts";

/** Every entry of a list route, page after page. */
export async function readAll<Entry>(person: Person, path: string): Promise<Entry[]> {
  const entries: Entry[] = [];
  let cursor: string | null = null;
  do {
    const query: string = cursor === null ? "?limit=200" : `?limit=200&cursor=${encodeURIComponent(cursor)}`;
    const page: { data: Entry[]; next_cursor: string | null } = await person.call("GET", path + query);
    entries.push(...page.data);
    cursor = page.next_cursor;
  } while (cursor !== null);
  return entries;
}

/** The data parts of an answer stream, by their type on the wire. */
export type DataEvent = {
  [Name in keyof StreamData]: { type: `data-${Name}`; data: StreamData[Name] };
}[keyof StreamData];

/** Asks, and gives each data part as it comes. @throws TypeError when the connection breaks */
export async function askAndRead(person: Person, body: unknown, onEvent: (event: DataEvent) => void): Promise<void> {
  const response = await person.fetch("/api/v1/chat/stream", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!response.ok || response.body === null) throw new Error(`ask: ${response.status} ${await response.text()}`);
  let rest = "";
  for await (const part of response.body.pipeThrough(new TextDecoderStream())) {
    const events = (rest + part).split("\n\n");
    rest = events.pop() ?? "";
    for (const event of events) {
      if (event.startsWith("data: {")) onEvent(JSON.parse(event.slice("data: ".length)) as DataEvent);
    }
  }
}
