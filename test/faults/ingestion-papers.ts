import { sampleDocx, sampleMarkdown, samplePdf } from "../sample-documents.ts";
import type { Random } from "./random.ts";

/** A file whose word stands in no other. */
export interface Paper {
  word: string;
  ending: string;
  bytes: Uint8Array;
}

const subjects = ["harbour", "garden", "library", "kitchen", "workshop"] as const;
export const endings = ["md", "txt", "csv", "html", "docx", "pdf"] as const;

/** A new paper of some format and size; the same number gives another word, never one that was there. */
export async function makePaper(random: Random, number: number, ending: string): Promise<Paper> {
  const word = wordOf(number);
  const text = sampleMarkdown(random.pick(subjects) ?? "harbour", sectionsOf(random));
  const canary = `The watchword of this paper is ${word}.`;
  return { word, ending, bytes: await write(ending, text, canary) };
}

/** Mostly small ones; one in five is prepared in several requests and transactions. */
function sectionsOf(random: Random): number {
  return random.below(5) === 0 ? 60 + random.below(180) : 1 + random.below(25);
}

function wordOf(number: number): string {
  let rest = number;
  let letters = "";
  for (let place = 0; place < 5; place += 1) {
    letters += "bcdfgjkmpqvz"[rest % 12];
    rest = Math.floor(rest / 12);
  }
  return `zq${letters}`;
}

async function write(ending: string, text: string, canary: string): Promise<Uint8Array> {
  const plain = `${text}\n\n${canary}\n`;
  const paragraphs = plain.split("\n\n");
  const utf8 = (content: string) => new TextEncoder().encode(content);
  switch (ending) {
    case "html":
      return utf8(`<!doctype html><html><body>${paragraphs.map((part) => `<p>${part}</p>`).join("\n")}</body></html>`);
    case "csv":
      return utf8(`number,text\n${paragraphs.map((part, line) => `${line},"${part}"`).join("\n")}\n`);
    case "docx":
      return sampleDocx(Object.fromEntries(paragraphs.slice(-12).map((part, place) => [`Part ${place}`, part])));
    case "pdf":
      return samplePdf(paragraphs.slice(-6));
    default:
      return utf8(plain);
  }
}
