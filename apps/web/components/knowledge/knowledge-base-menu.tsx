"use client";
import type { KnowledgeBase } from "@eai/contract";
import { Ellipsis, Trash2, UserPlus } from "lucide-react";
import { useState } from "react";
import { ShareDialog } from "@/components/sharing/share-dialog.tsx";
import { IconButton } from "@/components/ui/icon-button.tsx";
import { Menu, MenuContent, MenuItem, MenuTrigger } from "@/components/ui/menu.tsx";
import { useMessages } from "@/messages/index.tsx";
import { DeleteKnowledgeBaseDialog } from "./delete-knowledge-base-dialog.tsx";

/** What can be done with a knowledge base from a list of them; nothing for who only reads it. */
export function KnowledgeBaseMenu({ base, className }: { base: KnowledgeBase; className?: string }) {
  const t = useMessages();
  const [dialog, setDialog] = useState<"share" | "delete">();
  if (!base.may_write && !base.may_manage) return null;
  return (
    <>
      <Menu>
        <MenuTrigger asChild>
          <IconButton label={t.knowledge.actionsFor(base.name)} className={className}>
            <Ellipsis />
          </IconButton>
        </MenuTrigger>
        <MenuContent align="end">
          {base.may_manage && (
            <MenuItem onSelect={() => setDialog("share")}>
              <UserPlus />
              {t.sharing.share}
            </MenuItem>
          )}
          {base.may_write && (
            <MenuItem danger onSelect={() => setDialog("delete")}>
              <Trash2 />
              {t.common.delete}
            </MenuItem>
          )}
        </MenuContent>
      </Menu>
      {dialog === "share" && (
        <ShareDialog target={{ knowledgeBaseId: base.id }} name={base.name} onClose={() => setDialog(undefined)} />
      )}
      <DeleteKnowledgeBaseDialog
        base={base}
        open={dialog === "delete"}
        onOpenChange={(open) => setDialog(open ? "delete" : undefined)}
      />
    </>
  );
}
