/** What the page can be read in, the fallback first; each under its own name. */
export const languageNames = { en: "English", de: "Deutsch" } as const;
export type Language = keyof typeof languageNames;
export const languages = Object.keys(languageNames) as Language[];
export const languageCookie = "language";

/** A language that a cookie names. */
export function languageOf(value: string | undefined): Language | undefined {
  return languages.find((language) => language === value);
}

/**
 * The language a browser asks for, by its preferences; English where it asks for none that there is.
 * @param accepted the header Accept-Language: `de-AT,de;q=0.9,en;q=0.8` (RFC 9110, 12.5.4)
 */
export function preferredLanguage(accepted: string | null): Language {
  const wanted = (accepted ?? "")
    .split(",")
    .map((part) => {
      const [tag = "", ...parameters] = part.trim().split(";");
      const quality = parameters.map((parameter) => /^\s*q=([\d.]+)\s*$/.exec(parameter)?.[1]).find(Boolean);
      return { language: languageOf(tag.split("-")[0]?.toLowerCase()), quality: Number(quality ?? 1) };
    })
    .filter(({ language, quality }) => language !== undefined && quality > 0)
    .sort((one, other) => other.quality - one.quality);
  return wanted[0]?.language ?? "en";
}

/** The same, found by the page itself, where nobody told it: the cookie, else the browser. */
export function languageInBrowser(): Language {
  if (typeof document === "undefined") return "en";
  const chosen = new RegExp(`(?:^|; )${languageCookie}=(\\w+)`).exec(document.cookie)?.[1];
  return languageOf(chosen) ?? preferredLanguage(navigator.languages.join());
}

const yearSeconds = 365 * 24 * 60 * 60;

/** Remembers a language and loads the page anew in it. */
export function chooseLanguage(language: Language): void {
  // biome-ignore lint/suspicious/noDocumentCookie: Cookie Store is not in every browser yet
  document.cookie = `${languageCookie}=${language}; path=/; max-age=${yearSeconds}; samesite=lax`;
  window.location.reload();
}
