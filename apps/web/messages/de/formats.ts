import type { formats as english } from "../en/formats.ts";
import { plural } from "./plural.ts";

/** What files are, as people call them. */
export const formats: typeof english = {
  names: {
    pdf: "PDF",
    word: "Word",
    slides: "PowerPoint",
    sheets: "Excel",
    web: "Webseite",
    table: "CSV",
    mail: "E-Mail",
    markdown: "Markdown",
    text: "Text",
  },
  count: (count, kind) => {
    if (kind === "slide") return plural(count, "Folie", "Folien");
    if (kind === "sheet") return plural(count, "Tabellenblatt", "Tabellenblätter");
    return plural(count, "Seite", "Seiten");
  },
};
