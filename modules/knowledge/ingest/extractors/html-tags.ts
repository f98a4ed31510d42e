import { Tokenizer, type TokenizerCallbacks } from "htmlparser2";
import { endsParagraph, impliedEnds, paragraphScope, voidElements } from "./html-elements.ts";

export interface HtmlHandler {
  open(name: string, attributes: ReadonlyMap<string, string>): void;
  /** Comes once for each `open`, in order; not for elements without content. */
  close(name: string): void;
  text(text: string): void;
}

/** How far above an element that ends by itself is looked for: enough for pages, and no more work for a million tags. */
const impliedEndDepth = 64;
const attributesPerTag = 200;
/** Tables in tables beyond this depth are elements like others. */
const tableDepth = 12;

/** Open elements of a table cell, or of the page outside of tables: end tags reach no further. */
interface Scope {
  name: string;
  /** Of the stack, where it begins. */
  from: number;
  open: Map<string, number>;
}

const scopeNames = new Set(["table", "caption", "td", "th"]);

/**
 * Walks through HTML as browsers see it, roughly: tags that were left out or closed in the wrong order are put right. In
 * linear time and without recursion, however deep the tags are nested, which is why it uses the tokenizer of htmlparser2
 * and not its parser: that one moves its whole stack with each tag.
 */
export function readHtml(html: string, handler: HtmlHandler): void {
  const tags = new HtmlTags(html, handler);
  const tokenizer = new Tokenizer({ decodeEntities: true }, tags);
  tokenizer.write(html);
  tokenizer.end();
  tags.finish();
}

class HtmlTags implements TokenizerCallbacks {
  readonly #html: string;
  readonly #handler: HtmlHandler;
  readonly #stack: string[] = [];
  readonly #scopes: Scope[] = [{ name: "", from: 0, open: new Map() }];
  #tables = 0;
  #foreign = 0;
  #name = "";
  #attributes = new Map<string, string>();
  #attributeName = "";
  #attributeValue = "";

  constructor(html: string, handler: HtmlHandler) {
    this.#html = html;
    this.#handler = handler;
  }

  finish(): void {
    this.#closeTo(0);
  }

  ontext(start: number, end: number): void {
    this.#handler.text(this.#html.slice(start, end));
  }
  ontextentity(code: number): void {
    this.#handler.text(String.fromCodePoint(code));
  }
  oncdata(start: number, end: number, endOffset: number): void {
    this.#handler.text(this.#html.slice(start, end - endOffset));
  }
  onopentagname(start: number, end: number): void {
    this.#name = this.#html.slice(start, end).toLowerCase();
    this.#attributes = new Map();
  }
  onattribname(start: number, end: number): void {
    this.#attributeName = this.#html.slice(start, end).toLowerCase();
    this.#attributeValue = "";
  }
  onattribdata(start: number, end: number): void {
    this.#attributeValue += this.#html.slice(start, end);
  }
  onattribentity(code: number): void {
    this.#attributeValue += String.fromCodePoint(code);
  }
  onattribend(): void {
    if (this.#attributes.has(this.#attributeName) || this.#attributes.size >= attributesPerTag) return;
    this.#attributes.set(this.#attributeName, this.#attributeValue);
  }
  onopentagend(): void {
    this.#open();
  }
  onselfclosingtag(): void {
    this.#open();
    // Outside of SVG and MathML the slash means nothing.
    if (this.#foreign > 0 && !voidElements.has(this.#name)) this.#closeTo(this.#stack.length - 1);
  }
  onclosetag(start: number, end: number): void {
    this.#close(this.#html.slice(start, end).trim().toLowerCase());
  }
  isInForeignContext(): boolean {
    return this.#foreign > 0;
  }
  oncomment(): void {}
  ondeclaration(): void {}
  onprocessinginstruction(): void {}
  onend(): void {}

  get #scope(): Scope {
    return this.#scopes.at(-1) ?? { name: "", from: 0, open: new Map() };
  }

  #open(): void {
    const name = this.#name;
    if (name === "td" || name === "th" || name === "tr" || name === "tbody" || name === "thead" || name === "tfoot") {
      this.#leaveCell();
    }
    if (endsParagraph.has(name)) this.#endImplied(paragraphScope);
    const implied = impliedEnds[name];
    if (implied) this.#endImplied(implied);
    if (voidElements.has(name)) {
      this.#handler.open(name, this.#attributes);
      return;
    }
    this.#push(name);
    this.#handler.open(name, this.#attributes);
  }

  #push(name: string): void {
    this.#stack.push(name);
    if (name === "svg" || name === "math") this.#foreign += 1;
    if (name === "table") this.#tables += 1;
    if (scopeNames.has(name) && this.#tables > 0 && this.#tables <= tableDepth) {
      this.#scopes.push({ name, from: this.#stack.length, open: new Map() });
    } else {
      this.#scope.open.set(name, (this.#scope.open.get(name) ?? 0) + 1);
    }
  }

  /** A cell ends where the next cell, row or part of the table begins. */
  #leaveCell(): void {
    const { name, from } = this.#scope;
    if (name === "td" || name === "th" || name === "caption") this.#closeTo(from - 1);
  }

  #close(name: string): void {
    if ((this.#scope.open.get(name) ?? 0) > 0) {
      this.#closeTo(this.#stack.lastIndexOf(name));
      return;
    }
    if (name === "br") this.#handler.open("br", new Map());
    const isOfTable = scopeNames.has(name) || /^t(?:r|body|head|foot)$/.test(name);
    if (!isOfTable) return;
    for (let index = this.#scopes.length - 1; index > 0; index -= 1) {
      const scope = this.#scopes[index];
      if (scope === undefined) return;
      if (scope.name === name) this.#closeTo(scope.from - 1);
      else if ((scope.open.get(name) ?? 0) > 0) this.#closeTo(this.#stack.lastIndexOf(name));
      else if (scope.name !== "table") continue;
      return;
    }
  }

  #endImplied({ ends, within }: { ends: ReadonlySet<string>; within: ReadonlySet<string> }): void {
    const lowest = Math.max(this.#scope.from, this.#stack.length - impliedEndDepth);
    for (let index = this.#stack.length - 1; index >= lowest; index -= 1) {
      const name = this.#stack[index] ?? "";
      if (ends.has(name)) this.#closeTo(index);
      if (ends.has(name) || within.has(name)) return;
    }
  }

  /** @param depth of the stack afterwards */
  #closeTo(depth: number): void {
    while (this.#stack.length > Math.max(depth, 0)) {
      const name = this.#stack.pop() ?? "";
      if (this.#stack.length < this.#scope.from) this.#scopes.pop();
      else this.#scope.open.set(name, (this.#scope.open.get(name) ?? 1) - 1);
      if (name === "svg" || name === "math") this.#foreign -= 1;
      if (name === "table") this.#tables -= 1;
      this.#handler.close(name);
    }
  }
}
