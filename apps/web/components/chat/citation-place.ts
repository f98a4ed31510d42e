import type { PageKind } from "@eai/contract";
import type { Messages } from "@/messages/messages.ts";

interface Place {
  page_from: number | null;
  page_to: number | null;
  page_kind: PageKind | null;
}

/** Where in its document a passage stands: "Pages 3–4", "Slide 2"; undefined without pages. */
export function placeOf({ page_from, page_to, page_kind }: Place, t: Messages): string | undefined {
  return page_from === null ? undefined : t.citationWords.place[page_kind ?? "page"](page_from, page_to);
}
