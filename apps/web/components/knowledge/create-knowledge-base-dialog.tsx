"use client";
import type { KnowledgeBaseScope } from "@eai/contract";
import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { Button } from "@/components/ui/button.tsx";
import { Dialog, DialogActions, DialogBody } from "@/components/ui/dialog.tsx";
import { Field, TextArea, TextInput } from "@/components/ui/field.tsx";
import { Notice } from "@/components/ui/notice.tsx";
import { showToast } from "@/components/ui/toast.tsx";
import { sentenceOf } from "@/data/api-error.ts";
import { useCreateKnowledgeBase } from "@/data/knowledge-bases.ts";
import { useMessages } from "@/messages/index.tsx";
import { ChunkingFields, checkChunking, defaultChunking } from "./chunking-fields.tsx";
import { ScopeChoice } from "./scope-choice.tsx";

interface CreateKnowledgeBaseDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** Creates a knowledge base and opens it. */
export function CreateKnowledgeBaseDialog({ open, onOpenChange }: CreateKnowledgeBaseDialogProps) {
  const t = useMessages();
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={t.knowledge.create} className="max-w-lg">
      <CreateForm onDone={() => onOpenChange(false)} />
    </Dialog>
  );
}

function CreateForm({ onDone }: { onDone: () => void }) {
  const t = useMessages();
  const router = useRouter();
  const create = useCreateKnowledgeBase();
  const [name, setName] = useState("");
  const [description, setDescription] = useState("");
  const [scope, setScope] = useState<KnowledgeBaseScope>("personal");
  const [chunking, setChunking] = useState(defaultChunking);
  const [checked, setChecked] = useState(false);
  const chunkingErrors = checkChunking(chunking, t);
  const nameMissing = name.trim() === "";

  function submit(event: FormEvent) {
    event.preventDefault();
    setChecked(true);
    if (nameMissing || chunkingErrors.size || chunkingErrors.overlap) return;
    create.mutate(
      {
        name,
        description,
        scope,
        chunking: {
          strategy: chunking.strategy,
          size_tokens: Number(chunking.size),
          overlap_tokens: Number(chunking.overlap),
        },
      },
      {
        onSuccess: (base) => {
          onDone();
          showToast(t.knowledge.created);
          router.push(`/knowledge-bases/${base.id}`);
        },
      },
    );
  }

  return (
    <form onSubmit={submit} noValidate className="flex min-h-0 flex-col">
      <DialogBody className="grid content-start gap-4 pt-1">
        {create.isError && <Notice tone="danger">{sentenceOf(create.error, t.errors.unknown)}</Notice>}
        <Field id="name" label={t.knowledge.name} error={checked && nameMissing ? t.knowledge.nameMissing : undefined}>
          <TextInput
            id="name"
            value={name}
            maxLength={200}
            autoFocus
            placeholder={t.knowledge.namePlaceholder}
            aria-invalid={checked && nameMissing}
            aria-describedby="name-note"
            onChange={(event) => setName(event.target.value)}
          />
        </Field>
        <Field id="description" label={t.knowledge.description} hint={t.knowledge.descriptionHint}>
          <TextArea
            id="description"
            value={description}
            maxLength={2000}
            rows={2}
            className="min-h-16"
            aria-describedby="description-note"
            onChange={(event) => setDescription(event.target.value)}
          />
        </Field>
        <ScopeChoice value={scope} onChange={setScope} />
        <ChunkingFields values={chunking} errors={checked ? chunkingErrors : {}} onChange={setChunking} />
      </DialogBody>
      <DialogActions>
        <Button onClick={onDone}>{t.common.cancel}</Button>
        <Button type="submit" variant="primary" busy={create.isPending}>
          {t.knowledge.createAction}
        </Button>
      </DialogActions>
    </form>
  );
}
