"use client";
import type { KnowledgeBase } from "@eai/contract";
import { type FormEvent, useState } from "react";
import { Button } from "@/components/ui/button.tsx";
import { Dialog, DialogActions, DialogBody } from "@/components/ui/dialog.tsx";
import { Field, TextArea, TextInput } from "@/components/ui/field.tsx";
import { Notice } from "@/components/ui/notice.tsx";
import { showToast } from "@/components/ui/toast.tsx";
import { sentenceOf } from "@/data/api-error.ts";
import { useUpdateKnowledgeBase } from "@/data/knowledge-bases.ts";
import { useMessages } from "@/messages/index.tsx";
import { ScopeChoice } from "./scope-choice.tsx";
import { readMinimum, SearchSettingsFields } from "./search-settings-fields.tsx";

interface EditKnowledgeBaseDialogProps {
  base: KnowledgeBase;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** Changes name, description, scope and how it is searched. */
export function EditKnowledgeBaseDialog({ base, open, onOpenChange }: EditKnowledgeBaseDialogProps) {
  const t = useMessages();
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={t.knowledge.editTitle} className="max-w-lg">
      <EditForm base={base} onDone={() => onOpenChange(false)} />
    </Dialog>
  );
}

function EditForm({ base, onDone }: { base: KnowledgeBase; onDone: () => void }) {
  const t = useMessages();
  const update = useUpdateKnowledgeBase(base.id);
  const [name, setName] = useState(base.name);
  const [description, setDescription] = useState(base.description);
  const [scope, setScope] = useState(base.scope);
  const { rerank, minimum_similarity: minimum } = base.search_settings;
  const [searching, setSearching] = useState({ rerank, minimum: minimum === null ? "" : String(minimum) });
  const nameMissing = name.trim() === "";

  function submit(event: FormEvent) {
    event.preventDefault();
    const typed = readMinimum(searching.minimum);
    if (nameMissing || typed === undefined) return;
    const search = {
      ...(searching.rerank !== rerank && { rerank: searching.rerank }),
      ...(typed !== minimum && { minimum_similarity: typed }),
    };
    // Only what was changed: sharing may need a permission that renaming does not.
    const body = {
      ...(name.trim() !== base.name && { name }),
      ...(description.trim() !== base.description && { description }),
      ...(scope !== base.scope && { scope }),
      ...(Object.keys(search).length > 0 && { search }),
    };
    if (Object.keys(body).length === 0) return onDone();
    update.mutate(body, {
      onSuccess: () => {
        onDone();
        showToast(t.knowledge.saved);
      },
    });
  }

  return (
    <form onSubmit={submit} noValidate className="flex min-h-0 flex-col">
      <DialogBody className="grid content-start gap-4 pt-1">
        {update.isError && <Notice tone="danger">{sentenceOf(update.error, t.errors.unknown)}</Notice>}
        <Field id="name" label={t.knowledge.name} error={nameMissing ? t.knowledge.nameMissing : undefined}>
          <TextInput
            id="name"
            value={name}
            maxLength={200}
            autoFocus
            aria-invalid={nameMissing}
            aria-describedby="name-note"
            onChange={(event) => setName(event.target.value)}
          />
        </Field>
        <Field id="description" label={t.knowledge.description} hint={t.knowledge.descriptionHint}>
          <TextArea
            id="description"
            value={description}
            maxLength={2000}
            aria-describedby="description-note"
            onChange={(event) => setDescription(event.target.value)}
          />
        </Field>
        {base.may_manage && <ScopeChoice knowledgeBaseId={base.id} value={scope} onChange={setScope} />}
        <SearchSettingsFields value={searching} onChange={setSearching} />
      </DialogBody>
      <DialogActions>
        <Button onClick={onDone}>{t.common.cancel}</Button>
        <Button type="submit" variant="primary" busy={update.isPending}>
          {t.common.save}
        </Button>
      </DialogActions>
    </form>
  );
}
