import type { CodeHighlighterPlugin, HighlightResult, ThemeInput } from "streamdown";

/** With enough contrast on our backgrounds, which GitHub's older themes lack. */
const themes: [light: ThemeInput, dark: ThemeInput] = ["github-light-default", "github-dark-default"];

/** How often a block that grows gets colours, and up to how many lines: more are coloured when it is whole. */
const pauseMilliseconds = 500;
const mostGrowingLines = 120;
/** Characters of code whose colours are kept. */
const mostKept = 200_000;

export interface HighlightOptions {
  code: string;
  language: string;
  themes: [light: ThemeInput, dark: ThemeInput];
  /** More of it will come. */
  isIncomplete: boolean;
}

/** Colours code and tells the result later, or never. */
export type Highlight = (options: HighlightOptions, tell: (result: HighlightResult) => void) => void;

/** The whole lines at the beginning of a block that grows. */
interface Beginning {
  language: string;
  code: string;
  result: HighlightResult;
}

/**
 * Colours for code blocks: a block is shown as it is written until they are there. While it grows its first lines keep the
 * colours they have, and the same code has them at once.
 */
export function createCodePlugin(
  highlight: Highlight,
  now: () => number = () => performance.now(),
): CodeHighlighterPlugin {
  const kept = new Map<string, HighlightResult>();
  let keptCharacters = 0;
  let beginning: Beginning | undefined;
  let askedAt = Number.NEGATIVE_INFINITY;

  function keep(key: string, result: HighlightResult): void {
    if (!kept.has(key)) keptCharacters += key.length;
    kept.set(key, result);
    for (const [oldest] of kept) {
      if (keptCharacters <= mostKept || oldest === key) break;
      kept.delete(oldest);
      keptCharacters -= oldest.length;
    }
  }

  function soFar(code: string, language: string): HighlightResult {
    const begun = beginning?.language === language && code.startsWith(beginning.code) ? beginning : undefined;
    const rest = code.slice(begun?.code.length ?? 0).split("\n");
    const plain = rest.map((line) => [{ content: line }]);
    // Ground and text have the colours of the theme from the first block on.
    return { ...beginning?.result, tokens: begun ? [...begun.result.tokens, ...plain] : plain };
  }

  function colourBeginning(code: string, language: string, tell: (result: HighlightResult) => void): void {
    const whole = code.slice(0, code.lastIndexOf("\n") + 1);
    const isKnown = beginning?.language === language && beginning.code === whole;
    if (whole === "" || isKnown || now() - askedAt < pauseMilliseconds) return;
    if (whole.split("\n").length > mostGrowingLines) return;
    askedAt = now();
    highlight({ code: whole.slice(0, -1), language, themes, isIncomplete: true }, (result) => {
      beginning = { language, code: whole, result };
      tell(soFar(code, language));
    });
  }

  return {
    name: "shiki",
    type: "code-highlighter",
    // Which languages there are is known where they are loaded; others are text.
    supportsLanguage: () => true,
    getSupportedLanguages: () => [],
    getThemes: () => themes,
    highlight({ code, language, isIncomplete = false }, tell = () => {}) {
      const key = `${language}\n${code}`;
      const known = kept.get(key);
      if (known) return known;
      if (language === "") return soFar(code, language);
      if (isIncomplete) colourBeginning(code, language, tell);
      else {
        highlight({ code, language, themes, isIncomplete }, (result) => {
          keep(key, result);
          tell(result);
        });
      }
      return soFar(code, language);
    },
  };
}
