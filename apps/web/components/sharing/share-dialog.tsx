"use client";
import { useState } from "react";
import { LoadFailure } from "@/components/shell/load-failure.tsx";
import { Dialog, DialogBody } from "@/components/ui/dialog.tsx";
import { Notice } from "@/components/ui/notice.tsx";
import { Skeleton } from "@/components/ui/skeleton.tsx";
import type { AccessLevel, AccessTarget } from "@/data/access.ts";
import { useMessages } from "@/messages/index.tsx";
import { Audience } from "./audience.tsx";
import { GrantList } from "./grant-list.tsx";
import { LevelMenu } from "./level-menu.tsx";
import { RestrictSwitch } from "./restrict-switch.tsx";
import { SubjectSearch } from "./subject-search.tsx";
import { UndoBar } from "./undo-bar.tsx";
import { useSharing } from "./use-sharing.ts";

const documentLevels = ["read", "none"] as const;
const knowledgeBaseLevels = ["read", "edit", "none"] as const;

interface ShareDialogProps {
  target: AccessTarget;
  name: string;
  onClose: () => void;
}

/** Decides who may see a knowledge base or a document, and shows whom that comes to. */
export function ShareDialog({ target, name, onClose }: ShareDialogProps) {
  const t = useMessages();
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t.sharing.shareTitle(name)}
      className="max-w-xl max-sm:h-[calc(100dvh-2rem)]"
    >
      <Sharing target={target} />
    </Dialog>
  );
}

function Sharing({ target }: { target: AccessTarget }) {
  const t = useMessages();
  const sharing = useSharing(target);
  const [level, setLevel] = useState<AccessLevel>("read");
  const { documentId, knowledgeBaseId } = target;
  const levels: readonly AccessLevel[] = documentId ? documentLevels : knowledgeBaseLevels;
  const access = sharing.access.data;

  if (!access) {
    return (
      <DialogBody className="grid min-h-72 content-start gap-3 pt-1">
        {sharing.access.isPending && (
          <>
            <Skeleton className="h-9" />
            <Skeleton className="h-28" />
            <Skeleton className="h-20" />
          </>
        )}
        {sharing.access.isError && (
          <LoadFailure error={sharing.access.error} onRetry={() => sharing.access.refetch()} />
        )}
      </DialogBody>
    );
  }
  return (
    <>
      <DialogBody className="grid min-h-96 content-start gap-5 pt-1">
        <div className="relative flex gap-2">
          <SubjectSearch
            listed={new Set(access.grants.map((grant) => grant.subject.id))}
            onChoose={(entry) => sharing.add(entry, level)}
          />
          <LevelMenu
            label={`${t.sharing.newLevel}: ${t.sharing.levels[level]}`}
            value={level}
            levels={levels}
            onChange={setLevel}
          />
        </div>
        {sharing.failure && <Notice tone="danger">{sharing.failure}</Notice>}
        {documentId && <RestrictSwitch target={{ knowledgeBaseId, documentId }} restricted={access.restricted} />}
        <GrantList
          access={access}
          ofDocument={documentId !== undefined}
          levels={levels}
          onChange={sharing.changeLevel}
          onRemove={sharing.take}
        />
        <p className="text-small text-muted-foreground">{t.sharing.deny}</p>
        <Audience access={access} />
      </DialogBody>
      {sharing.change && (
        <UndoBar
          text={sharing.change.text}
          onUndo={sharing.change.undo && sharing.undo}
          busy={sharing.busy}
          onDismiss={sharing.dismiss}
        />
      )}
    </>
  );
}
