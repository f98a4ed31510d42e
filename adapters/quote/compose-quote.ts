import type { Source } from "@eai/modules/chat";
import { findEvidence } from "./find-evidence.ts";
import { guessLanguage } from "./languages.ts";

interface Phrases {
  /** The marks around a quotation. */
  marks: readonly [string, string];
  found: string;
  nothingFound: string;
  noSources: string;
  howToAdd: string;
}

const variables = "`AZURE_OPENAI_EASTUS_ENDPOINT`, `AZURE_OPENAI_EASTUS_API_KEY`, `AZURE_OPENAI_EASTUS_DEPLOYMENT`";
const compatible = "`OPENAI_BASE_URL`, `OPENAI_MODEL`";

const english: Phrases = {
  marks: ["“", "”"],
  found: "No language model is configured, so here is what your documents say, word for word:",
  nothingFound: "I found no evidence for this in the documents. Try the words the documents would use.",
  noSources:
    "No language model is configured, so I can only quote from your documents, and I have no passage that speaks to this. Choose a knowledge base that may hold the answer, ask in the words its documents would use, or add a language model.",
  howToAdd: `To add one, an administrator sets ${variables} for Azure OpenAI, or ${compatible} for any OpenAI-compatible endpoint, and restarts; see docs/setup/models.md.`,
};

const phrases: Readonly<Record<string, Phrases>> = {
  en: english,
  de: {
    marks: ["„", "“"],
    found: "Es ist kein Sprachmodell eingerichtet; hier steht im Wortlaut, was Ihre Dokumente sagen:",
    nothingFound:
      "Dazu habe ich in den Dokumenten keinen Beleg gefunden. Versuchen Sie es mit den Wörtern, die in den Dokumenten stehen.",
    noSources:
      "Es ist kein Sprachmodell eingerichtet. Ich kann nur aus Ihren Dokumenten zitieren und habe keine Stelle dazu. Wählen Sie eine Wissensbasis aus, fragen Sie mit den Wörtern ihrer Dokumente, oder richten Sie ein Sprachmodell ein.",
    howToAdd: `Dazu setzt die Administration ${variables} für Azure OpenAI oder ${compatible} für einen OpenAI-kompatiblen Dienst und startet neu; siehe docs/setup/models.md.`,
  },
  fr: {
    marks: ["« ", " »"],
    found: "Aucun modèle de langage n'est configuré ; voici, mot pour mot, ce que disent vos documents :",
    nothingFound: "Je n'ai rien trouvé à ce sujet dans les documents. Essayez avec les mots des documents.",
    noSources:
      "Aucun modèle de langage n'est configuré : je ne peux que citer vos documents, et je n'ai aucun passage à ce sujet. Choisissez une base de connaissances, reprenez les mots de ses documents, ou ajoutez un modèle de langage.",
    howToAdd: `Pour en ajouter un, un administrateur définit ${variables} pour Azure OpenAI, ou ${compatible} pour un service compatible OpenAI, puis redémarre ; voir docs/setup/models.md.`,
  },
  es: {
    marks: ["«", "»"],
    found: "No hay ningún modelo de lenguaje configurado; esto es, palabra por palabra, lo que dicen sus documentos:",
    nothingFound: "No encontré nada sobre esto en los documentos. Pruebe con las palabras de los documentos.",
    noSources:
      "No hay ningún modelo de lenguaje configurado: solo puedo citar sus documentos, y no tengo ningún pasaje sobre esto. Elija una base de conocimiento, use las palabras de sus documentos o añada un modelo de lenguaje.",
    howToAdd: `Para añadir uno, un administrador define ${variables} para Azure OpenAI, o ${compatible} para un servicio compatible con OpenAI, y reinicia; véase docs/setup/models.md.`,
  },
};

const mostSentences = 4;

/**
 * The answer of the quote model: the best sentences of the sources, each with its number, in the language of the
 * question where that is one it knows; without sources, how to add a language model.
 */
export function composeQuote(question: string, sources: readonly Source[], earlierQuestion = ""): string {
  const say = phrases[guessLanguage(question) ?? "en"] ?? english;
  if (sources.length === 0) return `${say.noSources}\n\n${say.howToAdd}`;
  const evidence = findEvidence(question, sources, mostSentences, earlierQuestion);
  if (evidence.length === 0) return say.nothingFound;
  const [open, close] = say.marks;
  const lines = evidence.map(({ sentence, number }) => `- ${open}${quotable(sentence)}${close} [${number}]`);
  return `${say.found}\n\n${lines.join("\n")}`;
}

/** A bracketed number in a document is no citation of ours. */
function quotable(sentence: string): string {
  return sentence.replace(/\[(\d+)\]/g, "($1)");
}
