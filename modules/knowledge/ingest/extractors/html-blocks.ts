import type { DraftBlock } from "../document.ts";
import {
  blockElements,
  headingLevel,
  isHidden,
  itemElements,
  listElements,
  preformattedElements,
  skippedElements,
  startOf,
  voidElements,
} from "./html-elements.ts";
import { HtmlTable } from "./html-table.ts";
import { type HtmlHandler, readHtml } from "./html-tags.ts";
import { TextBudget } from "./table-blocks.ts";

/** What a page says, and what it says of itself. */
export interface HtmlContent {
  blocks: DraftBlock[];
  title: string | null;
  /** `meta` elements by name or property, lower case. */
  meta: ReadonlyMap<string, string>;
  /** The first `time` element's `datetime`. */
  time: string | null;
}

/** Reads a page into blocks. Linear in its length. */
export function htmlContent(html: string): HtmlContent {
  const reader = new HtmlBlocks();
  readHtml(html, reader);
  return reader.end();
}

/** Stands for `<br>` while blanks are put together. */
const lineBreak = "\u2028";
const listDepth = 8;

interface List {
  isOrdered: boolean;
  count: number;
}

/** Where text goes: the page, or a cell of a table, which knows nothing of the list the table stands in. */
interface Place {
  blocks: DraftBlock[];
  lists: List[];
  /** The block that further items belong to. */
  listBlock: DraftBlock | null;
  /** Of a list item that has said nothing yet. */
  marker: string | null;
  headingLevel: number | null;
}

function placeFor(blocks: DraftBlock[]): Place {
  return { blocks, lists: [], listBlock: null, marker: null, headingLevel: null };
}

class HtmlBlocks implements HtmlHandler {
  #place = placeFor([]);
  readonly #outer: Place[] = [];
  readonly #tables: HtmlTable[] = [];
  readonly #budget = new TextBudget();
  readonly #meta = new Map<string, string>();
  /** Elements that are open; those left out too. */
  #depth = 0;
  /** The depth of the element that is left out with all it holds. */
  #skippedFrom: number | null = null;
  #text = "";
  #preformatted = 0;
  #inTitle = false;
  #title = "";
  #time: string | null = null;

  end(): HtmlContent {
    this.#flush();
    return { blocks: this.#place.blocks, title: this.#title.trim() || null, meta: this.#meta, time: this.#time };
  }

  open(name: string, attributes: ReadonlyMap<string, string>): void {
    if (voidElements.has(name)) {
      this.#openVoid(name, attributes);
      return;
    }
    this.#depth += 1;
    if (this.#skippedFrom !== null) return;
    if (skippedElements.has(name) || isHidden(name, attributes)) this.#skippedFrom = this.#depth;
    else if (name === "title") this.#inTitle = this.#title === "";
    else this.#openElement(name, attributes);
  }

  close(name: string): void {
    const isSkipped = this.#skippedFrom !== null;
    if (this.#skippedFrom === this.#depth) this.#skippedFrom = null;
    this.#depth -= 1;
    if (isSkipped) return;
    if (name === "title") this.#inTitle = false;
    else this.#closeElement(name);
  }

  text(text: string): void {
    if (this.#skippedFrom !== null) return;
    if (this.#inTitle) this.#title += text;
    else this.#text += text;
  }

  #openVoid(name: string, attributes: ReadonlyMap<string, string>): void {
    if (name === "meta") this.#readMeta(attributes);
    if (this.#skippedFrom !== null) return;
    if (name === "br") this.#text += this.#preformatted > 0 ? "\n" : lineBreak;
    else if (name === "hr") this.#flush();
    else if (name === "img" && !isHidden(name, attributes)) this.#text += ` ${attributes.get("alt") ?? ""} `;
  }

  #openElement(name: string, attributes: ReadonlyMap<string, string>): void {
    if (name === "time") this.#time ??= attributes.get("datetime") ?? null;
    if (name === "q") this.#text += '"';
    if (!blockElements.has(name)) return;
    if (this.#isLineOfCode(name)) {
      this.#endLineOfCode();
      return;
    }
    this.#flush();
    const level = headingLevel(name);
    if (level !== null) this.#place.headingLevel = level;
    else if (preformattedElements.has(name)) this.#preformatted += 1;
    else if (listElements.has(name)) this.#place.lists.push({ isOrdered: name === "ol", count: startOf(attributes) });
    else if (itemElements.has(name)) this.#openItem(name);
    else if (name === "table") this.#openTable(attributes);
    else if (name === "tr") this.#tables.at(-1)?.openRow();
    else if (name === "td" || name === "th") this.#openCell(attributes);
  }

  #closeElement(name: string): void {
    if (name === "q") this.#text += '"';
    if (!blockElements.has(name)) return;
    if (this.#isLineOfCode(name)) {
      this.#endLineOfCode();
      return;
    }
    this.#flush();
    const place = this.#place;
    if (headingLevel(name) !== null) place.headingLevel = null;
    else if (preformattedElements.has(name)) this.#preformatted = Math.max(0, this.#preformatted - 1);
    else if (itemElements.has(name)) place.marker = null;
    else if (name === "table") this.#closeTable();
    else if (name === "td" || name === "th") this.#leavePlace();
    else if (listElements.has(name)) {
      place.lists.pop();
      if (place.lists.length === 0) place.listBlock = null;
    }
  }

  #openItem(name: string): void {
    const { lists } = this.#place;
    const list = lists.at(-1);
    if (list) list.count += 1;
    const depth = Math.min(Math.max(lists.length - (name === "dd" ? 0 : 1), 0), listDepth);
    this.#place.marker = `${"  ".repeat(depth)}${list?.isOrdered ? `${list.count}.` : "-"} `;
  }

  /** Code with an element for each line. */
  #isLineOfCode(name: string): boolean {
    return this.#preformatted > 0 && (name === "div" || name === "p" || name === "li" || listElements.has(name));
  }

  #endLineOfCode(): void {
    if (this.#text !== "" && !this.#text.endsWith("\n")) this.#text += "\n";
  }

  #openTable(attributes: ReadonlyMap<string, string>): void {
    this.#tables.at(-1)?.markAsFrame();
    const role = attributes.get("role");
    const table = new HtmlTable(role === "presentation" || role === "none");
    this.#tables.push(table);
    this.#enterPlace(table.before);
  }

  #closeTable(): void {
    const table = this.#tables.pop();
    this.#leavePlace();
    table?.writeTo(this.#place.blocks, this.#budget);
  }

  #openCell(attributes: ReadonlyMap<string, string>): void {
    const table = this.#tables.at(-1);
    this.#enterPlace(table ? table.openCell(attributes) : this.#place.blocks);
  }

  #enterPlace(blocks: DraftBlock[]): void {
    this.#outer.push(this.#place);
    this.#place = placeFor(blocks);
  }

  #leavePlace(): void {
    this.#place = this.#outer.pop() ?? this.#place;
  }

  /** Ends the block in work. */
  #flush(): void {
    const raw = this.#text;
    this.#text = "";
    if (raw === "") return;
    const { blocks, lists, marker, headingLevel: level } = this.#place;
    if (this.#preformatted > 0) {
      if (raw.trim() !== "") blocks.push({ kind: "code", text: raw.replace(/^\r?\n/, ""), page: null });
      return;
    }
    const text = raw
      .replace(/[ \t\n\r\f]+/g, " ")
      .split(lineBreak)
      .map((line) => line.trim())
      .join("\n")
      .trim();
    if (text === "") return;
    if (lists.length > 0 || marker !== null) this.#pushItem(text);
    else if (level !== null) blocks.push({ kind: "heading", level, text: text.replaceAll("\n", " "), page: null });
    else blocks.push({ kind: "paragraph", text, page: null });
  }

  /** An item, or a further paragraph of one: below it, as deep. */
  #pushItem(text: string): void {
    const { blocks, lists, listBlock, marker } = this.#place;
    const indentation = "  ".repeat(Math.min(lists.length, listDepth + 1));
    const [first = "", ...others] = text.split("\n").filter((line) => line !== "");
    const item = [`${marker ?? indentation}${first}`, ...others.map((line) => indentation + line)].join("\n");
    this.#place.marker = null;
    if (listBlock !== null && listBlock === blocks.at(-1)) {
      listBlock.text += `\n${item}`;
      return;
    }
    this.#place.listBlock = { kind: "list", text: item, page: null };
    blocks.push(this.#place.listBlock);
  }

  #readMeta(attributes: ReadonlyMap<string, string>): void {
    const name = (attributes.get("name") ?? attributes.get("property") ?? attributes.get("itemprop"))?.toLowerCase();
    const content = attributes.get("content");
    if (name !== undefined && content !== undefined && !this.#meta.has(name) && this.#meta.size < 200) {
      this.#meta.set(name, content);
    }
  }
}
