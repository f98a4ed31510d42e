import { createHash } from "node:crypto";

const words = /[\p{L}\p{N}_]+(?:[._\-/][\p{L}\p{N}_]+)*/gu;
/** Figures, identifiers and abbreviations: `2026`, `load_from_disk`, `isReady`, `HR-12`, `VAT`. */
const telling = /\d|_|\p{Ll}\p{Lu}|\p{Lu}{2}/u;
const negations =
  /\b(?:not|no|never|none|without|nicht|kein(?:e[mnrs]?)?|nie|ohne|pas|sans|sin|non|senza)\b|n['’]t\b/giu;

/**
 * What two questions must have in common beside their nearness, as one hash: embeddings place "leave in 2025" next to
 * "leave in 2026", and "is allowed" next to "is not allowed". Names in small letters pass: those the threshold has to
 * tell apart.
 */
export function marksOf(question: string): string {
  const found = new Set<string>();
  for (const [word] of question.normalize("NFKC").matchAll(words)) {
    if (telling.test(word)) found.add(word.toLowerCase());
  }
  const negated = (question.match(negations)?.length ?? 0) % 2;
  return shortHash(
    [...found]
      .sort()
      .concat(negated ? ["not"] : [])
      .join(" "),
  );
}

/** The same for a question in other spacing and letter case, with or without its question mark. */
export function questionHash(question: string): string {
  const plain = question
    .normalize("NFKC")
    .toLowerCase()
    .replace(/\s+/g, " ")
    .trim()
    .replace(/[\s?!.]+$/u, "");
  return createHash("sha256").update(plain).digest("hex");
}

function shortHash(text: string): string {
  return createHash("sha256").update(text).digest("base64url").slice(0, 16);
}
