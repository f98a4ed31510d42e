import { errorCodeSchema } from "@eai/contract";
import { expect, test } from "vitest";
import { de } from "./de/index.ts";
import { durationAfterIn } from "./de/plural.ts";
import { en } from "./en/index.ts";

type Text = string | ((...values: never[]) => string);

/** Words that are the same in both languages, and names. Whatever else is equal was forgotten. */
const sameInGerman = new Set(
  `direction product shell.themes.system productShort account.name account.microsoft shell.sidebar shell.roles.tenant_admin shell.version
  settings.profile.name settings.profile.methods.microsoft settings.profile.methods.token settings.keys.name
  formats.names.pdf formats.names.word formats.names.slides formats.names.sheets formats.names.table
  formats.names.markdown formats.names.text sharing.kinds.person sharing.changed quality.ndcg chat.title chat.servedBy
  knowledge.name knowledge.scopes.organization upload.listTitle search.stageOutcomes.done citationWords.version
  documents.version documents.passageNumber chat.budget.owners.api_key appearance.textSizes.normal palette.inFolder composer.models.providers.azure
  shortcuts.names.chat shortcuts.keys.Alt shortcuts.keys.Escape shortcuts.keys.Tab shortcuts.spoken.Ctrl answers.versions.short
  library.bases.scopes.team library.bases.scopes.organization library.bases.sorts.name library.upload.rate
  library.documents.tag library.documents.sorts.name library.tags.title composer.lists.tag`.split(/\s+/),
);

/** Said to the model, not to the reader. */
const saidToModels = new Set(["answers.trouble.continueQuestion"]);

/** What a text is given where two thousand of everything is not enough. */
const samples: Record<string, unknown[]> = {
  "chat.usage": [{ prompt_tokens: 2000, cached_tokens: 2000, completion_tokens: 2000, estimated: true }],
  "formats.count": [2000, "slide"],
  "ingestion.counted": [2000, 2000, "pages"],
  "library.tags.edit": ["report.pdf", ["travel"]],
  "search.summary": [2000, 2000, "hybrid"],
};

function textsOf(value: unknown, path = ""): [path: string, text: Text][] {
  if (typeof value === "string") return [[path, value]];
  if (typeof value === "function") return [[path, value as Text]];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => textsOf(inner, path ? `${path}.${key}` : key));
}

function spoken(path: string, text: Text): string {
  if (typeof text === "string") return text;
  const values = samples[path] ?? Array.from({ length: text.length }, () => 2000);
  return text(...(values as never[]));
}

/** English leaves these to the API, which names what is wrong in this very case. */
const isProblem = (path: string) => /^(problems|accountProblems|accountFieldProblems)\./.test(path);

const english = new Map(textsOf(en).map(([path, text]) => [path, spoken(path, text)]));
const german = textsOf(de).map(([path, text]) => [path, spoken(path, text)] as const);

test("Both catalogues have the same texts", () => {
  const pathsOf = (texts: Iterable<string>) => [...texts].filter((path) => !isProblem(path)).sort();
  expect(pathsOf(german.map(([path]) => path))).toEqual(pathsOf(english.keys()));
});

test("German has a sentence for every error code of the API", () => {
  expect(Object.keys(de.problems).sort()).toEqual(["network", ...errorCodeSchema.options].sort());
});

test("Nothing is left in English", () => {
  const equal = german.filter(([path, text]) => text === english.get(path) && !sameInGerman.has(path));
  expect(equal).toEqual([]);
  const englishWords = /\b(the|of|and|or|your|you|is|are|were|with|from|this|not|failed|left|no)\b/;
  expect(german.filter(([, text]) => englishWords.test(text))).toEqual([]);
});

test("German has German figures, quotation marks and the polite form", () => {
  const wrong = /\d,\d{3}\b|["'“][^„“”]*”|\.\.\.|\b(du|dein|deine|dich|dir)\b/i;
  expect(german.filter(([path, text]) => wrong.test(text) && !saidToModels.has(path))).toEqual([]);
  const openQuotes = german.filter(([, text]) => text.split("„").length !== text.split("“").length);
  expect(openQuotes).toEqual([]);
});

test("Figures are written as the language writes them, and counted nouns agree", () => {
  expect(de.picker.documents(1)).toBe("1 Dokument");
  expect(de.picker.documents(2000)).toBe("2.000 Dokumente");
  expect(en.picker.documents(2000)).toBe("2,000 documents");
  expect([59, 61, 3601, 86_401].map(durationAfterIn)).toEqual(["59 Sekunden", "2 Minuten", "2 Stunden", "2 Tagen"]);
  expect(durationAfterIn(1)).toBe("einer Sekunde");
});
