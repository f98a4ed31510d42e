"use client";
import type { Chunking } from "@eai/contract";
import { ChevronRight } from "lucide-react";
import { Field, Select, TextInput } from "@/components/ui/field.tsx";
import { useMessages } from "@/messages/index.tsx";
import type { Messages } from "@/messages/messages.ts";

export interface ChunkingValues {
  strategy: Chunking["strategy"];
  size: string;
  overlap: string;
}

export interface ChunkingErrors {
  size?: string;
  overlap?: string;
}

const strategies = ["structure", "paragraph", "fixed"] as const;
export const defaultChunking: ChunkingValues = { strategy: "structure", size: "400", overlap: "60" };
const sizeRange = { from: 64, to: 2000 };
const overlapRange = { from: 0, to: 500 };

function isInRange(text: string, { from, to }: { from: number; to: number }): boolean {
  return /^\d+$/.test(text) && Number(text) >= from && Number(text) <= to;
}

/** What is wrong with the numbers, by field; empty when nothing is. */
export function checkChunking(values: ChunkingValues, t: Messages): ChunkingErrors {
  const outOfRange = ({ from, to }: { from: number; to: number }) => t.knowledge.numberOutOfRange(from, to);
  if (!isInRange(values.size, sizeRange)) return { size: outOfRange(sizeRange) };
  if (!isInRange(values.overlap, overlapRange)) return { overlap: outOfRange(overlapRange) };
  return Number(values.overlap) < Number(values.size) ? {} : { overlap: t.knowledge.overlapTooLarge };
}

interface ChunkingFieldsProps {
  values: ChunkingValues;
  errors: ChunkingErrors;
  onChange: (values: ChunkingValues) => void;
  /** Open from the beginning: where they are what one came for. */
  unfolded?: boolean;
}

/** How documents are cut; folded away at first, for the defaults suit most people. */
export function ChunkingFields({ values, errors, onChange, unfolded }: ChunkingFieldsProps) {
  const t = useMessages();
  return (
    <details className="group rounded-lg border" open={unfolded || errors.size || errors.overlap ? true : undefined}>
      <summary className="flex cursor-pointer list-none items-center gap-1.5 rounded-lg px-3 py-2 font-medium text-small">
        <ChevronRight className="size-4 text-muted-foreground transition-transform group-open:rotate-90" aria-hidden />
        {t.knowledge.advanced}
      </summary>
      <div className="grid gap-4 border-t p-3">
        <Field id="strategy" label={t.knowledge.chunking}>
          <Select
            id="strategy"
            value={values.strategy}
            onChange={(event) => {
              const strategy = strategies.find((entry) => entry === event.target.value);
              if (strategy) onChange({ ...values, strategy });
            }}
          >
            {strategies.map((strategy) => (
              <option key={strategy} value={strategy}>
                {t.knowledge.strategies[strategy]}
              </option>
            ))}
          </Select>
        </Field>
        <div className="grid gap-4 xs:grid-cols-2">
          <Field id="size" label={t.knowledge.size} hint={t.knowledge.sizeHint} error={errors.size}>
            <TextInput
              id="size"
              inputMode="numeric"
              value={values.size}
              aria-invalid={errors.size !== undefined}
              aria-describedby="size-note"
              onChange={(event) => onChange({ ...values, size: event.target.value.trim() })}
            />
          </Field>
          <Field id="overlap" label={t.knowledge.overlap} hint={t.knowledge.overlapHint} error={errors.overlap}>
            <TextInput
              id="overlap"
              inputMode="numeric"
              value={values.overlap}
              aria-invalid={errors.overlap !== undefined}
              aria-describedby="overlap-note"
              onChange={(event) => onChange({ ...values, overlap: event.target.value.trim() })}
            />
          </Field>
        </div>
      </div>
    </details>
  );
}
