import type { Citation } from "@eai/contract";
import type { Messages } from "@/messages/en.ts";

/** Where in its document a passage stands: "Pages 3–4", "Slide 2"; undefined without pages. */
export function placeOf({ page_from, page_to, page_kind }: Citation, t: Messages): string | undefined {
  return page_from === null ? undefined : t.citationWords.place[page_kind ?? "page"](page_from, page_to);
}
