"use client";
import type { KnowledgeBase } from "@eai/contract";
import { ConfirmDialog } from "@/components/ui/confirm-dialog.tsx";
import { showToast } from "@/components/ui/toast.tsx";
import { useDeleteKnowledgeBase } from "@/data/knowledge-bases.ts";
import { useMessages } from "@/messages/index.tsx";

interface DeleteKnowledgeBaseDialogProps {
  base: KnowledgeBase;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onDeleted?: () => void;
}

/** Asks, then deletes a knowledge base with all it holds. */
export function DeleteKnowledgeBaseDialog({ base, open, onOpenChange, onDeleted }: DeleteKnowledgeBaseDialogProps) {
  const t = useMessages();
  const remove = useDeleteKnowledgeBase();
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={onOpenChange}
      title={t.knowledge.deleteTitle(base.name)}
      description={t.knowledge.deleteText(base.document_count)}
      action={t.knowledge.deleteAction}
      onConfirm={async () => {
        await remove.mutateAsync(base.id);
        showToast(t.knowledge.deleted);
        onDeleted?.();
      }}
    />
  );
}
