"use client";
import { type FormEvent, useState } from "react";
import { Button } from "@/components/ui/button.tsx";
import { Field, TextInput } from "@/components/ui/field.tsx";
import { useMessages } from "@/messages/index.tsx";

const lowest = 0.5;

/** @returns undefined for what is no number from 0.5 to 1 */
function readSimilarity(text: string): number | undefined {
  const value = Number(text.trim().replace(",", ".") || Number.NaN);
  return value >= lowest && value <= 1 ? value : undefined;
}

interface SearchCacheSimilarityProps {
  value: number;
  busy: boolean;
  onSave: (similarity: number) => void;
}

/** How near another question must be to count as the same. */
export function SearchCacheSimilarity({ value, busy, onSave }: SearchCacheSimilarityProps) {
  const t = useMessages();
  const [text, setText] = useState(String(value));
  const typed = readSimilarity(text);

  function submit(event: FormEvent) {
    event.preventDefault();
    if (typed !== undefined && typed !== value) onSave(typed);
  }

  return (
    <form onSubmit={submit} noValidate>
      <Field
        id="search-cache-similarity"
        label={t.searchCache.similarity}
        hint={t.searchCache.similarityHint}
        {...(typed === undefined && { error: t.searchCache.similarityWrong })}
      >
        <div className="flex gap-2">
          <TextInput
            id="search-cache-similarity"
            inputMode="decimal"
            value={text}
            maxLength={10}
            className="max-w-32"
            aria-invalid={typed === undefined}
            aria-describedby="search-cache-similarity-note"
            onChange={(event) => setText(event.target.value)}
          />
          {typed !== value && (
            <Button type="submit" busy={busy} disabled={typed === undefined}>
              {t.common.save}
            </Button>
          )}
        </div>
      </Field>
    </form>
  );
}
