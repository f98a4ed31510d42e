import { Field, TextInput } from "@/components/ui/field.tsx";
import { Switch } from "@/components/ui/switch.tsx";
import { useMessages } from "@/messages/index.tsx";

/** As typed: the similarity is text until it is saved. */
export interface SearchSettingsDraft {
  rerank: boolean;
  minimum: string;
}

/** @returns null for empty, undefined for what is no number from 0 to 1 */
export function readMinimum(text: string): number | null | undefined {
  const trimmed = text.trim().replace(",", ".");
  if (trimmed === "") return null;
  const value = Number(trimmed);
  return value >= 0 && value <= 1 ? value : undefined;
}

interface SearchSettingsFieldsProps {
  value: SearchSettingsDraft;
  onChange: (value: SearchSettingsDraft) => void;
}

/** How a knowledge base is searched. */
export function SearchSettingsFields({ value, onChange }: SearchSettingsFieldsProps) {
  const t = useMessages();
  const isWrong = readMinimum(value.minimum) === undefined;
  return (
    <fieldset className="grid gap-3">
      <legend className="mb-2 font-medium text-small">{t.search.settings}</legend>
      <div className="flex items-start justify-between gap-4">
        <div className="grid gap-0.5">
          <label htmlFor="rerank" className="text-small">
            {t.search.rerankSetting}
          </label>
          <p id="rerank-note" className="text-small text-muted-foreground">
            {t.search.rerankHint}
          </p>
        </div>
        <Switch
          id="rerank"
          checked={value.rerank}
          aria-describedby="rerank-note"
          onCheckedChange={(rerank) => onChange({ ...value, rerank })}
        />
      </div>
      <Field
        id="minimum-similarity"
        label={t.search.minimum}
        hint={t.search.minimumHint}
        {...(isWrong && { error: t.search.minimumWrong })}
      >
        <TextInput
          id="minimum-similarity"
          inputMode="decimal"
          value={value.minimum}
          maxLength={10}
          aria-invalid={isWrong}
          aria-describedby="minimum-similarity-note"
          onChange={(event) => onChange({ ...value, minimum: event.target.value })}
        />
      </Field>
    </fieldset>
  );
}
