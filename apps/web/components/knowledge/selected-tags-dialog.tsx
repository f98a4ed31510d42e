"use client";
import type { Document } from "@eai/contract";
import { useState } from "react";
import { Button } from "@/components/ui/button.tsx";
import { Dialog, DialogActions, DialogBody } from "@/components/ui/dialog.tsx";
import { Notice } from "@/components/ui/notice.tsx";
import { showToast } from "@/components/ui/toast.tsx";
import { sentenceOf } from "@/data/api-error.ts";
import { useDocumentBatch } from "@/data/document-batch.ts";
import { commonTags } from "@/data/tags.ts";
import { useMessages } from "@/messages/index.tsx";
import { TagInput } from "./tag-input.tsx";

interface SelectedTagsDialogProps {
  knowledgeBaseId: string;
  documents: readonly Document[];
  known: readonly string[];
  onClose: () => void;
}

/** Tags that several documents have in common, to be added to and taken from all of them. */
export function SelectedTagsDialog({ knowledgeBaseId, documents, known, onClose }: SelectedTagsDialogProps) {
  const t = useMessages();
  const only = documents.length === 1 ? documents[0] : undefined;
  const batch = useDocumentBatch(knowledgeBaseId);
  const [common] = useState(() => commonTags(documents));
  const [chosen, setChosen] = useState<readonly string[]>(common);
  const [saving, setSaving] = useState(false);
  const [failure, setFailure] = useState<string>();

  async function save() {
    setSaving(true);
    const result = await batch.tag(documents, common, chosen);
    setSaving(false);
    if (result.errors.length > 0) {
      const reason = sentenceOf(result.errors[0], t.errors.unknown);
      return setFailure(t.library.documents.someFailed(result.errors.length, reason));
    }
    showToast(t.library.tags.saved(result.done));
    onClose();
  }

  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={only ? t.library.tags.of(only.name) : t.library.tags.manyTitle(documents.length)}
    >
      <DialogBody className="grid content-start gap-3 pt-1">
        {failure && <Notice tone="danger">{failure}</Notice>}
        <TagInput
          label={only ? t.library.tags.title : t.library.tags.common}
          value={chosen}
          known={known}
          onChange={setChosen}
          autoFocus
        />
        {!only && <p className="text-small text-muted-foreground">{t.library.tags.manyHint}</p>}
      </DialogBody>
      <DialogActions>
        <Button onClick={onClose}>{t.common.cancel}</Button>
        <Button variant="primary" busy={saving} onClick={save}>
          {t.common.save}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
