"use client";
import type { KnowledgeBaseScope } from "@eai/contract";
import { Building2, Lock, Users } from "lucide-react";
import { Badge } from "@/components/ui/badge.tsx";
import { useMessages } from "@/messages/index.tsx";

export const scopeIcons = { personal: Lock, team: Users, organization: Building2 } as const;

/** Who can see a knowledge base, in a word. */
export function ScopeBadge({ scope }: { scope: KnowledgeBaseScope }) {
  const t = useMessages();
  const Icon = scopeIcons[scope];
  return (
    <Badge>
      <Icon aria-hidden />
      {t.knowledge.scopes[scope]}
    </Badge>
  );
}
