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
