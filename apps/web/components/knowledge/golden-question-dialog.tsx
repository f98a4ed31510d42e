"use client";
import type { GoldenQuestion } from "@eai/contract";
import { type FormEvent, useState } from "react";
import { Button } from "@/components/ui/button.tsx";
import { Dialog, DialogActions, DialogBody } from "@/components/ui/dialog.tsx";
import { Field, TextArea } from "@/components/ui/field.tsx";
import { Notice } from "@/components/ui/notice.tsx";
import { showToast } from "@/components/ui/toast.tsx";
import { sentenceOf } from "@/data/api-error.ts";
import { readPlaces, writePlaces } from "@/data/expected-places.ts";
import { useSaveGoldenQuestion } from "@/data/quality.ts";
import { useMessages } from "@/messages/index.tsx";

interface GoldenQuestionDialogProps {
  knowledgeBaseId: string;
  /** Undefined: a new one. */
  question: GoldenQuestion | undefined;
  onClose: () => void;
}

/** A question, and where its answer stands. */
export function GoldenQuestionDialog({ knowledgeBaseId, question, onClose }: GoldenQuestionDialogProps) {
  const t = useMessages();
  const save = useSaveGoldenQuestion(knowledgeBaseId);
  const [text, setText] = useState(question?.question ?? "");
  const [lines, setLines] = useState(writePlaces(question?.expected ?? []));
  const expected = readPlaces(lines);

  function submit(event: FormEvent) {
    event.preventDefault();
    if (text.trim() === "" || expected === null) return;
    const body = question ? { question: text, expected } : { question: text, expected, source: "typed" as const };
    save.mutate(
      { ...body, ...(question && { questionId: question.id }) },
      {
        onSuccess: () => {
          onClose();
          showToast(t.quality.saved);
        },
      },
    );
  }

  return (
    <Dialog open onOpenChange={onClose} title={question ? t.quality.edit : t.quality.add} className="max-w-lg">
      <form onSubmit={submit} noValidate className="flex min-h-0 flex-col">
        <DialogBody className="grid content-start gap-4 pt-1">
          {save.isError && <Notice tone="danger">{sentenceOf(save.error, t.errors.unknown)}</Notice>}
          <Field id="question" label={t.quality.question}>
            <TextArea
              id="question"
              value={text}
              maxLength={4000}
              autoFocus
              onChange={(event) => setText(event.target.value)}
            />
          </Field>
          <Field
            id="places"
            label={t.quality.documents}
            hint={t.quality.documentsHint}
            error={expected === null ? t.quality.documentMissing : undefined}
          >
            <TextArea
              id="places"
              value={lines}
              aria-describedby="places-note"
              aria-invalid={expected === null}
              onChange={(event) => setLines(event.target.value)}
            />
          </Field>
        </DialogBody>
        <DialogActions>
          <Button onClick={onClose}>{t.common.cancel}</Button>
          <Button
            type="submit"
            variant="primary"
            busy={save.isPending}
            disabled={text.trim() === "" || expected === null}
          >
            {t.quality.save}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
