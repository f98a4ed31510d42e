"use client";
import type { AskedDocument } from "@eai/contract";
import { FileText, Hash, Paperclip, RotateCw } from "lucide-react";
import { useMessages } from "@/messages/index.tsx";
import { AttachmentTile } from "./attachment-tile.tsx";
import { Chip } from "./chip.tsx";
import type { Draft, DraftFile } from "./draft.ts";
import type { DraftStore } from "./draft-store.ts";
import { removeFile, retryFile } from "./file-uploads.ts";

interface ChosenProps {
  store: DraftStore;
  draft: Draft;
  /** Documents of the conversation so far that are searched again. */
  earlier: readonly AskedDocument[];
  onPasteAsText: (file: DraftFile) => void;
  /** Something was taken away, and the focus with it. */
  onRemoved: () => void;
}

/** What the question is asked with beside its words: files, documents, tags. */
export function Chosen({ store, draft, earlier, onPasteAsText, onRemoved }: ChosenProps) {
  const t = useMessages();

  function change(next: Partial<Draft>) {
    store.change(next);
    onRemoved();
  }
  const { files, documents, tags, fresh } = draft;
  const hasChips = documents.length + tags.length + earlier.length > 0 || fresh;
  return (
    <>
      {files.length > 0 && (
        <ul
          aria-label={t.composer.files.label}
          className="grid max-h-56 items-start gap-2 overflow-y-auto px-3 pt-3 max-sm:max-h-40 sm:grid-cols-2 md:grid-cols-3"
        >
          {files.map((file) => (
            <AttachmentTile
              key={file.key}
              file={file}
              onRemove={() => {
                removeFile(store, file.key);
                onRemoved();
              }}
              onRetry={() => void retryFile(store, file.key)}
              onPasteAsText={file.pasted === null ? undefined : () => onPasteAsText(file)}
            />
          ))}
        </ul>
      )}
      {hasChips && (
        <ul aria-label={t.composer.chosen.label} className="flex flex-wrap gap-1.5 px-3 pt-3">
          {documents.map(({ id, name }) => (
            <Chip
              key={id}
              Icon={FileText}
              label={t.composer.chosen.only(name)}
              title={t.composer.chosen.onlyHint(name)}
              removeLabel={t.picker.remove(name)}
              onRemove={() => change({ documents: documents.filter((document) => document.id !== id) })}
            />
          ))}
          {tags.map((tag) => (
            <Chip
              key={tag}
              Icon={Hash}
              label={tag}
              title={t.composer.chosen.tagHint(tag)}
              removeLabel={t.picker.remove(tag)}
              onRemove={() => change({ tags: tags.filter((entry) => entry !== tag) })}
            />
          ))}
          {fresh && (
            <Chip
              Icon={RotateCw}
              label={t.composer.chosen.fresh}
              removeLabel={t.picker.remove(t.composer.chosen.fresh)}
              onRemove={() => change({ fresh: false })}
            />
          )}
          {earlier.map(({ id, name }) => (
            <Chip
              key={id}
              quiet
              Icon={Paperclip}
              label={name ?? ""}
              title={t.composer.chosen.earlierHint(name ?? "")}
              removeLabel={t.picker.remove(name ?? "")}
              onRemove={() => change({ dropped: [...draft.dropped, id] })}
            />
          ))}
        </ul>
      )}
    </>
  );
}
