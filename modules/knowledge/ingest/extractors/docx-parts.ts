import { readXml, unescapeXml, xmlAttribute } from "./read-xml.ts";

/**
 * Paragraphs of a part of a package, in order, found by element name alone.
 * @param onlyTextBoxes leaves out what stands in the flow of the text
 */
export function readParagraphs(xml: string, { onlyTextBoxes = false } = {}): string[] {
  const paragraphs: string[] = [];
  // A text box is inside a paragraph and holds paragraphs, so they nest.
  const open: string[] = [];
  let textBoxes = 0;
  let inText = false;
  const append = (text: string) => {
    if (open.length > 0) open.push((open.pop() ?? "") + text);
  };
  readXml(xml, {
    open: (name) => {
      if (name === "p") open.push("");
      else if (name === "t") inText = true;
      else if (name === "tab") append("\t");
      else if (name === "br" || name === "cr") append("\n");
      else if (name === "txbxContent" || name === "txBody") textBoxes += 1;
    },
    close: (name) => {
      if (name === "t") inText = false;
      else if (name === "txbxContent" || name === "txBody") textBoxes -= 1;
      else if (name === "p") {
        const text = (open.pop() ?? "").trim();
        if (text !== "" && (!onlyTextBoxes || textBoxes > 0)) paragraphs.push(text);
      }
    },
    text: (raw) => {
      if (inText) append(unescapeXml(raw));
    },
  });
  return paragraphs;
}

/** Heading level by style id, also of styles that are based on a heading: `outlineLvl` counts from 0. */
export function readHeadingStyles(stylesXml: string): Map<string, number> {
  const own = new Map<string, number>();
  const bases = new Map<string, string>();
  let style: string | null = null;
  readXml(stylesXml, {
    open: (name, attributes) => {
      if (name === "style") style = xmlAttribute(attributes, "styleId");
      if (style === null) return;
      const value = xmlAttribute(attributes, "val");
      if (name === "basedOn" && value !== null) bases.set(style, value);
      if (name === "outlineLvl" && value !== null) own.set(style, Number(value) + 1);
    },
    close: (name) => {
      if (name === "style") style = null;
    },
  });
  const levels = new Map<string, number>();
  for (const id of new Set([...own.keys(), ...bases.keys()])) {
    let current: string | undefined = id;
    for (let steps = 0; current !== undefined && steps < 20; steps += 1) {
      const level = own.get(current);
      if (level !== undefined) {
        // Level 10 stands for body text.
        if (level <= 9) levels.set(id, Math.min(level, 6));
        break;
      }
      current = bases.get(current);
    }
  }
  return levels;
}

/** Longer is no heading, whatever its level says. */
const longestHeading = 200;

/**
 * Level by text of paragraphs that have an outline level of their own and not by a style; mammoth does not tell it. A text
 * that stands there without one, too, is left out.
 */
export function readOutlineLevels(xml: string): Map<string, number> {
  const levels = new Map<string, number | null>();
  const open: { text: string; level: number | null }[] = [];
  let inText = false;
  readXml(xml, {
    open: (name, attributes) => {
      const paragraph = open.at(-1);
      if (name === "p") open.push({ text: "", level: null });
      else if (name === "t") inText = true;
      else if (name === "outlineLvl" && paragraph) {
        const level = Number(xmlAttribute(attributes, "val"));
        // Level 9 stands for body text.
        if (Number.isInteger(level) && level >= 0 && level < 9) paragraph.level = Math.min(level + 1, 6);
      }
    },
    close: (name) => {
      if (name === "t") inText = false;
      if (name !== "p") return;
      const { text, level } = open.pop() ?? { text: "", level: null };
      const key = headingKey(text);
      if (key !== "" && key.length <= longestHeading)
        levels.set(key, (levels.get(key) ?? level) === null ? null : level);
    },
    text: (raw) => {
      const paragraph = open.at(-1);
      if (inText && paragraph && paragraph.text.length <= longestHeading) paragraph.text += unescapeXml(raw);
    },
  });
  return new Map([...levels].flatMap(([key, level]) => (level === null ? [] : [[key, level] as const])));
}

export function headingKey(text: string): string {
  return text.replace(/\s+/g, "");
}
