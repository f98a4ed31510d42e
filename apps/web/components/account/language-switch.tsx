"use client";
import { useFrameMessages } from "@/messages/index.tsx";
import { chooseLanguage, languageNames, languages } from "@/messages/languages.ts";

/** The other languages of the page, each under its own name. */
export function LanguageSwitch() {
  const t = useFrameMessages();
  return (
    <ul className="mt-8 flex justify-center gap-2">
      {languages
        .filter((language) => language !== t.language)
        .map((language) => (
          <li key={language}>
            <button
              type="button"
              lang={language}
              onClick={() => chooseLanguage(language)}
              className="rounded-md px-2 py-1 text-muted-foreground text-small hover:bg-hover hover:text-foreground"
            >
              {languageNames[language]}
            </button>
          </li>
        ))}
    </ul>
  );
}
