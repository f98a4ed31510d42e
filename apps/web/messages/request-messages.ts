import type { Metadata } from "next";
import { cookies, headers } from "next/headers";
import { de } from "./de/index.ts";
import { en } from "./en/index.ts";
import { type Language, languageCookie, languageOf, preferredLanguage } from "./languages.ts";
import type { Messages } from "./messages.ts";

const catalogues: Record<Language, Messages> = { en, de };

/** The language of this request: the one its cookie names, else the one its browser asks for. On the server only. */
export async function requestLanguage(): Promise<Language> {
  const chosen = languageOf((await cookies()).get(languageCookie)?.value);
  return chosen ?? preferredLanguage((await headers()).get("accept-language"));
}

/** The texts of a language. On the server only: a page loads its own language by itself. */
export function catalogueOf(language: Language): Messages {
  return catalogues[language];
}

/** The texts of this request's language. On the server only. */
export async function requestMessages(): Promise<Messages> {
  return catalogueOf(await requestLanguage());
}

/** A page's `generateMetadata`: its title in the language of the request. */
export function titled(titleOf: (messages: Messages) => string): () => Promise<Metadata> {
  return async () => ({ title: titleOf(await requestMessages()) });
}
