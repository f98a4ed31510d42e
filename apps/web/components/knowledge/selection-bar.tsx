"use client";
import type { Document } from "@eai/contract";
import { RotateCw, Tag, Trash2, X } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button.tsx";
import { Checkbox } from "@/components/ui/checkbox.tsx";
import { ConfirmDialog } from "@/components/ui/confirm-dialog.tsx";
import { IconButton } from "@/components/ui/icon-button.tsx";
import { showToast } from "@/components/ui/toast.tsx";
import { sentenceOf } from "@/data/api-error.ts";
import { useDocumentBatch } from "@/data/document-batch.ts";
import type { ParallelResult } from "@/data/in-parallel.ts";
import { useMessages } from "@/messages/index.tsx";
import { SelectedTagsDialog } from "./selected-tags-dialog.tsx";

interface SelectionBarProps {
  knowledgeBaseId: string;
  selected: readonly Document[];
  /** How many documents the list has, read or not. */
  total: number;
  /** All that the list has are being read, to be selected. */
  selectingAll: boolean;
  knownTags: readonly string[];
  onSelectAll: () => void;
  onClear: () => void;
}

/** Above the rows: selects all of them, and says what can be done with those selected. */
export function SelectionBar(props: SelectionBarProps) {
  const { knowledgeBaseId, selected, total, selectingAll, knownTags, onSelectAll, onClear } = props;
  const t = useMessages();
  const batch = useDocumentBatch(knowledgeBaseId);
  const [dialog, setDialog] = useState<"delete" | "tags">();
  const [preparing, setPreparing] = useState(false);
  const [over, setOver] = useState(0);
  const count = selected.length;
  const checked = count === 0 ? false : count >= total ? true : "indeterminate";

  function tell({ done, errors }: ParallelResult, sentence: string) {
    if (done > 0) showToast(sentence);
    if (errors.length > 0) {
      showToast(t.library.documents.someFailed(errors.length, sentenceOf(errors[0], t.errors.unknown)), "danger");
    }
  }

  async function prepareAgain() {
    setPreparing(true);
    const result = await batch.prepareAgain(selected);
    setPreparing(false);
    tell(result, t.library.documents.preparedAgain(result.done));
    onClear();
  }

  return (
    <div className="sticky top-0 z-10 flex min-h-11 flex-wrap items-center gap-x-3 gap-y-1 rounded-t-lg border-b bg-surface px-3.5 py-1">
      <Checkbox
        checked={checked}
        disabled={selectingAll}
        aria-label={t.library.documents.selectAll}
        onCheckedChange={() => (count >= total ? onClear() : onSelectAll())}
      />
      <p className="grow text-small text-muted-foreground tabular-nums" aria-live="polite">
        {count === 0
          ? t.knowledge.documents(total)
          : selectingAll
            ? t.library.documents.selecting(total)
            : t.library.documents.selected(count, total)}
      </p>
      {count > 0 && !selectingAll && (
        <div className="flex items-center gap-1.5">
          <Button size="small" variant="ghost" onClick={() => setDialog("tags")}>
            <Tag aria-hidden />
            <span className="max-sm:sr-only">{t.library.tags.title}</span>
          </Button>
          <Button size="small" variant="ghost" busy={preparing} onClick={prepareAgain}>
            {!preparing && <RotateCw aria-hidden />}
            <span className="max-sm:sr-only">{t.documents.reingest}</span>
          </Button>
          <Button size="small" variant="ghost" className="text-danger-text" onClick={() => setDialog("delete")}>
            <Trash2 aria-hidden />
            <span className="max-sm:sr-only">{t.common.delete}</span>
          </Button>
          <IconButton label={t.library.documents.clearSelection} onClick={onClear}>
            <X />
          </IconButton>
        </div>
      )}
      <ConfirmDialog
        open={dialog === "delete"}
        onOpenChange={(open) => setDialog(open ? "delete" : undefined)}
        title={t.library.documents.deleteManyTitle(count)}
        description={over > 0 ? t.library.documents.deletingMany(over, count) : t.library.documents.deleteManyText}
        action={t.library.documents.deleteMany(count)}
        onConfirm={async () => {
          const result = await batch.remove(selected, setOver);
          setOver(0);
          tell(result, t.library.documents.deletedMany(result.done));
          onClear();
        }}
      />
      {dialog === "tags" && (
        <SelectedTagsDialog
          knowledgeBaseId={knowledgeBaseId}
          documents={selected}
          known={knownTags}
          onClose={() => setDialog(undefined)}
        />
      )}
    </div>
  );
}
