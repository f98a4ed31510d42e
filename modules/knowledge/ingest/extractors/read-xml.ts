export interface XmlHandler {
  /** @param name without its namespace prefix */
  open?(name: string, attributes: string, isEmpty: boolean): void;
  close?(name: string): void;
  text?(raw: string): void;
}

/**
 * Walks through XML in linear time and constant memory, without recursion, entities or document types. Meant for looking
 * into office files: it does not check that the XML is well formed.
 */
export function readXml(xml: string, handler: XmlHandler): void {
  let position = 0;
  while (position < xml.length) {
    const start = xml.indexOf("<", position);
    if (start < 0) break;
    if (start > position) handler.text?.(xml.slice(position, start));
    position = readMarkup(xml, start, handler);
  }
}

function readMarkup(xml: string, start: number, handler: XmlHandler): number {
  if (xml.startsWith("<!--", start)) return after(xml, "-->", start + 4);
  if (xml.startsWith("<![CDATA[", start)) {
    const end = after(xml, "]]>", start);
    handler.text?.(xml.slice(start + 9, end - 3).replaceAll("&", "&amp;"));
    return end;
  }
  if (xml[start + 1] === "?" || xml[start + 1] === "!") return after(xml, ">", start);
  const end = tagEnd(xml, start);
  if (xml[start + 1] === "/") {
    handler.close?.(localName(xml.slice(start + 2, end).trim()));
    return end + 1;
  }
  const isEmpty = xml[end - 1] === "/";
  const inside = xml.slice(start + 1, isEmpty ? end - 1 : end);
  const blank = inside.search(/\s/);
  const name = localName(blank < 0 ? inside : inside.slice(0, blank));
  handler.open?.(name, blank < 0 ? "" : inside.slice(blank), isEmpty);
  if (isEmpty) handler.close?.(name);
  return end + 1;
}

/** The `>` that ends a tag: one inside quotation marks belongs to a value. */
function tagEnd(xml: string, start: number): number {
  for (let index = start + 1; index < xml.length; index += 1) {
    const character = xml[index];
    if (character === ">") return index;
    if (character !== '"' && character !== "'") continue;
    const closing = xml.indexOf(character, index + 1);
    if (closing < 0) break;
    index = closing;
  }
  return xml.length;
}

function after(xml: string, mark: string, from: number): number {
  const index = xml.indexOf(mark, from);
  return index < 0 ? xml.length : index + mark.length;
}

function localName(name: string): string {
  return name.slice(name.indexOf(":") + 1);
}

const attributePatterns = new Map<string, RegExp>();

/** The value of an attribute, whatever its namespace prefix. */
export function xmlAttribute(attributes: string, name: string): string | null {
  if (!attributes.includes(name)) return null;
  let pattern = attributePatterns.get(name);
  if (pattern === undefined) {
    pattern = new RegExp(`[\\s:]${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`);
    attributePatterns.set(name, pattern);
  }
  const match = pattern.exec(attributes);
  return match ? unescapeXml(match[1] ?? match[2] ?? "") : null;
}

const namedEntities: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

export function unescapeXml(raw: string): string {
  if (!raw.includes("&")) return raw;
  return raw.replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(amp|lt|gt|quot|apos));/gi, (whole, hex, decimal, name) => {
    if (name !== undefined) return namedEntities[String(name).toLowerCase()] ?? whole;
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : "";
  });
}
