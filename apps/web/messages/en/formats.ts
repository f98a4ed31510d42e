import type { PageKind } from "@eai/contract";
import { plural } from "./plural.ts";

/** What files are, as people call them. */
export const formats = {
  names: {
    pdf: "PDF",
    word: "Word",
    slides: "PowerPoint",
    sheets: "Excel",
    web: "Web page",
    table: "CSV",
    mail: "Mail",
    markdown: "Markdown",
    text: "Text",
  },
  count: (count: number, kind: PageKind | null) => {
    if (kind === "slide") return plural(count, "slide", "slides");
    if (kind === "sheet") return plural(count, "sheet", "sheets");
    return plural(count, "page", "pages");
  },
};
