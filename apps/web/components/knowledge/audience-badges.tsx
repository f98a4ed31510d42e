"use client";
import type { KnowledgeBase } from "@eai/contract";
import { Building2, Lock, Share2, Users } from "lucide-react";
import { useSignedInPerson } from "@/components/shell/me.tsx";
import { Badge } from "@/components/ui/badge.tsx";
import { useMessages } from "@/messages/index.tsx";

export const scopeIcons = { personal: Lock, team: Users, organization: Building2 } as const;

/** Who uses a knowledge base, in a word or two. A personal one that is shared is nobody's alone. */
export function AudienceBadges({ base }: { base: Pick<KnowledgeBase, "owner" | "scope" | "shared"> }) {
  const t = useMessages();
  const isMine = base.owner.id === useSignedInPerson().id;
  const isSharedWithMe = base.scope === "personal" && !isMine;
  const Icon = scopeIcons[base.scope];
  return (
    <>
      {(base.scope !== "personal" || (isMine && !base.shared)) && (
        <Badge>
          <Icon aria-hidden />
          {t.knowledge.scopes[base.scope]}
        </Badge>
      )}
      {(base.shared || isSharedWithMe) && (
        <Badge tone="accent">
          <Share2 aria-hidden />
          {isSharedWithMe ? t.sharing.sharedWithMeBadge : t.sharing.sharedBadge}
        </Badge>
      )}
    </>
  );
}
