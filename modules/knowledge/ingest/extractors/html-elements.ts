function names(list: string): ReadonlySet<string> {
  return new Set(list.split(" "));
}

/** Elements without content or end tag. */
export const voidElements = names(
  "area base basefont bgsound br col command embed frame hr img input keygen link meta param source track wbr",
);

/** Elements that stand on lines of their own. */
export const blockElements = names(
  "address article aside blockquote body button caption center dd details dialog dir div dl dt fieldset figcaption figure footer " +
    "form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li listing main menu ol optgroup option p plaintext pre search section " +
    "summary table tbody td tfoot th thead tr ul xmp",
);

/** What is no text of the document: programs, styles, media, form fields, menus of the site. */
export const skippedElements = names(
  "annotation annotation-xml applet audio canvas datalist embed frameset iframe nav noembed noframes noscript object script select style svg " +
    "template textarea video",
);

export const listElements = names("ul ol menu dir dl");
export const itemElements = names("li dt dd");
export const preformattedElements = names("pre listing xmp plaintext");

/**
 * Elements whose end tag may be left out: what an opening tag ends, when it is the nearest of these names and of `within`.
 * A part of the rules of HTML, as much as the text needs.
 */
export const impliedEnds: Readonly<Record<string, { ends: ReadonlySet<string>; within: ReadonlySet<string> }>> = {
  li: { ends: names("li"), within: names("ul ol menu dir") },
  dt: { ends: names("dt dd"), within: names("dl") },
  dd: { ends: names("dt dd"), within: names("dl") },
  tr: { ends: names("tr"), within: names("table thead tbody tfoot") },
  thead: { ends: names("thead tbody tfoot tr"), within: names("table") },
  tbody: { ends: names("thead tbody tfoot tr"), within: names("table") },
  tfoot: { ends: names("thead tbody tfoot tr"), within: names("table") },
  option: { ends: names("option"), within: names("select optgroup datalist") },
  body: { ends: names("head"), within: names("html") },
};

/** Elements that end a paragraph that was left open. */
export const endsParagraph = names(
  "address article aside blockquote center details dialog dir div dl fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 " +
    "header hr main menu nav ol p pre search section table ul",
);
export const paragraphScope = {
  ends: names("p"),
  within: names(
    "address article aside blockquote body button center dd details div dl dt figure form li main ol section td th ul",
  ),
};

/** 1 to 6; null for what is no heading. */
export function headingLevel(name: string): number | null {
  return /^h[1-6]$/.test(name) ? Number(name[1]) : null;
}

/** Of an ordered list: the number before its first item. */
export function startOf(attributes: ReadonlyMap<string, string>): number {
  const start = Number.parseInt(attributes.get("start") ?? "1", 10);
  return Number.isNaN(start) ? 0 : start - 1;
}

/** Not meant for readers. A page as a whole is sometimes hidden until its programs have run. */
export function isHidden(name: string, attributes: ReadonlyMap<string, string>): boolean {
  if (attributes.size === 0 || name === "html" || name === "body") return false;
  const hidden = attributes.get("hidden");
  if (hidden !== undefined && hidden !== "until-found") return true;
  if (attributes.get("aria-hidden") === "true" || attributes.get("role") === "navigation") return true;
  return /(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)/i.test(
    attributes.get("style")?.slice(0, 2000) ?? "",
  );
}
