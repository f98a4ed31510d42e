"use client";
import type { ReactNode } from "react";
import { useMessages } from "@/messages/index.tsx";
import { chooseLanguage, languageNames, languageOf, languages } from "@/messages/languages.ts";
import { ChoiceGroup } from "./choice-group.tsx";
import { SettingsHeading } from "./settings-section.tsx";

const exampleNumber = 1_234_567.89;

/** The language of the page; the page is loaded anew in the one that is chosen. */
export function LanguageSettings() {
  const t = useMessages();
  const words = t.appearance.language;
  const now = new Date();
  return (
    <>
      <SettingsHeading title={t.settings.sections.language} lead={words.lead} />
      <div className="border-y">
        <ChoiceGroup
          anchor="language"
          title={words.title}
          hint={words.hint}
          value={languageOf(t.language)}
          choices={languages.map((value) => ({ value, label: languageNames[value], lang: value }))}
          onChange={chooseLanguage}
        />
      </div>
      <section aria-labelledby="example" className="mt-8">
        <h2 id="example" className="font-semibold">
          {words.example}
        </h2>
        <dl className="mt-3 grid divide-y rounded-lg border bg-surface px-4 shadow-raised">
          <Example name={words.number}>{exampleNumber.toLocaleString(t.language)}</Example>
          <Example name={words.date}>{now.toLocaleDateString(t.language, { dateStyle: "full" })}</Example>
          <Example name={words.time}>{now.toLocaleTimeString(t.language, { timeStyle: "short" })}</Example>
        </dl>
      </section>
    </>
  );
}

function Example({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="flex flex-wrap justify-between gap-x-6 gap-y-0.5 py-2.5">
      <dt className="text-muted-foreground">{name}</dt>
      {/* Of the reader's zone, which the server does not know. */}
      <dd className="tabular-nums" suppressHydrationWarning>
        {children}
      </dd>
    </div>
  );
}
